package io.reco.server.tool.remote;

/** Does something when a signal ends the program, until closed. */
public final class Interruption implements AutoCloseable {

    private final Thread hook;

    public Interruption(Runnable action) {
        hook = new Thread(action, "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook at work.
        }
    }
}
