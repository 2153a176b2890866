package io.reco.server.store.valkey.layout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Arguments of a function, one after the other. */
public final class Arguments {

    private final List<byte[]> all = new ArrayList<>();

    public Arguments add(byte[] bytes) {
        all.add(bytes);
        return this;
    }

    public Arguments add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    public Arguments add(long number) {
        return add(Long.toString(number));
    }

    /** All of others. */
    public Arguments add(Arguments others) {
        all.addAll(others.all);
        return this;
    }

    List<byte[]> all() {
        return all;
    }
}
