package io.gauntlet.simulations;

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, and gives those that print their output. */
final class Commands implements IFactory {
    private final PrintStream out;

    Commands(PrintStream out) {
        this.out = out;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == PrintStream.class) {
                return type.cast(constructor.newInstance(out));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
