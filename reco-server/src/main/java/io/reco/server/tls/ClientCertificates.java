package io.reco.server.tls;

/** Whether clients show certificates of their own. */
public enum ClientCertificates {
    /** None is asked for. */
    OFF,
    /** Who shows one must show a good one. */
    OPTIONAL,
    /** Who shows none gets no connection. */
    REQUIRED
}
