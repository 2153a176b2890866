package io.reco.it;

/**
 * One way to harm a server.
 *
 * @param count of what it sends, in the short run
 * @param longCount the same in the long one
 */
record Attack(String name, int count, int longCount, Run run) {

    /** What it does. */
    interface Run {
        /** Says what the server did about it; throws what shows that it did too little. */
        String against(AttackedServer server, int count) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
