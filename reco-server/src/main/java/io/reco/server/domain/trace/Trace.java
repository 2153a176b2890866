package io.reco.server.domain.trace;

/** Told when the stages of one call's work begin and end, by whichever threads do it. */
@FunctionalInterface
public interface Trace {

    /** Of calls that nobody follows. */
    Trace NONE = stage -> Stage.NONE;

    /** A stage of this name begins now. */
    Stage begin(String stage);

    /** One that began. */
    @FunctionalInterface
    interface Stage {

        Stage NONE = () -> {};

        /** It ends now; a stage that never ends is not told of. */
        void end();
    }
}
