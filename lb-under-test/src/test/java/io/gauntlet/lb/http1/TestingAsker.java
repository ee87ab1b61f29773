package io.gauntlet.lb.http1;

/** Waits for answers, and remembers what it was told. */
final class TestingAsker implements AnswerReader.Asker {
    private final boolean head;
    private boolean surplus;

    TestingAsker() {
        this(false);
    }

    TestingAsker(boolean head) {
        this.head = head;
    }

    boolean sawSurplus() {
        return surplus;
    }

    @Override
    public boolean askedForHead() {
        return head;
    }

    @Override
    public void came() {}

    @Override
    public void surplus() {
        surplus = true;
    }
}
