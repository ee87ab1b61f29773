package io.gauntlet.lb.config;

/** Where in a file something stands; lines and columns count from 1. */
record Place(String file, int line, int column) {
    ConfigException error(String message) {
        return new ConfigException(file + ":" + line + ":" + column + ": " + message);
    }
}
