package io.reco.it;

/** What {@code /proc/PID/status} says. */
final class ProcessStatus {

    private static final String RESIDENT = "VmRSS:";
    private static final String RESIDENT_MOST = "VmHWM:";

    private ProcessStatus() {}

    /** Memory that is in use and not merely mapped, in bytes. */
    static long residentBytes(String status) {
        return bytes(status, RESIDENT);
    }

    /** The most of it that ever was, in bytes. */
    static long mostResidentBytes(String status) {
        return bytes(status, RESIDENT_MOST);
    }

    private static long bytes(String status, String what) {
        String line = status.lines()
                .filter(candidate -> candidate.startsWith(what))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No " + what + " in: " + status));
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
