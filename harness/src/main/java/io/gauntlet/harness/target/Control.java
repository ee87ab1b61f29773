package io.gauntlet.harness.target;

/** What may be done to a target; each call returns when it is in force. */
public interface Control {
    /** A target that nothing can be done to. */
    Control NONE = new Control() {
        @Override
        public void drain(String backend) {
            throw new UnsupportedOperationException("this target has no control to drain " + backend);
        }

        @Override
        public void restart() {
            throw new UnsupportedOperationException("this target has no control to restart it");
        }
    };

    /** Takes a backend out of the rotation and lets what is in flight finish. */
    void drain(String backend);

    /** Stops the target and starts it again, with the same address and configuration. */
    void restart();
}
