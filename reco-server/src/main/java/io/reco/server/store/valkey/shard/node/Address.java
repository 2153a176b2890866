package io.reco.server.store.valkey.shard.node;

/** Where a process of a cluster listens. */
public record Address(String host, int port) {

    /** Of {@code host:port}; a host of IPv6 needs no brackets. */
    public static Address of(String text) {
        int colon = text.lastIndexOf(':');
        return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
