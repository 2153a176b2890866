package io.reco.it;

/** What {@code /proc/PID/status} says. */
final class ProcessStatus {

    private static final String RESIDENT = "VmRSS:";

    private ProcessStatus() {}

    /** Memory that is in use and not merely mapped, in bytes. */
    static long residentBytes(String status) {
        String line = status.lines()
                .filter(candidate -> candidate.startsWith(RESIDENT))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No " + RESIDENT + " in: " + status));
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
