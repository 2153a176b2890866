package io.reco.server.store.valkey.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The smallest steps that can show what is promised: ids, each counted once, in a list per tag. */
record Ids(Shards shards, String tag) {

    static final Library LIBRARY = new Library("idstest1", """
            #!lua name=idstest1
            server.register_function('ids_add', function(keys, args)
              if server.call('HSETNX', keys[1], args[1], 1) == 1 then
                server.call('RPUSH', keys[2], args[1])
                return 'A'
              end
              server.call('HSET', keys[1], args[1], 1)
              return 'D'
            end)
            server.register_function{function_name='ids_list', callback=function(keys, args)
              return server.call('LRANGE', keys[1], 0, -1)
            end, flags={'no-writes'}}
            """);

    /** {@code A} for one that is new, {@code D} for one that was there. */
    CompletableFuture<String> add(String id) {
        return shards.write(new Step("ids_add", List.of(key("ids"), key("list")), List.of(id.getBytes(UTF_8))))
                .thenApply(answer -> new String((byte[]) answer.get(0), UTF_8));
    }

    CompletableFuture<List<String>> list() {
        return shards.look(new Step("ids_list", List.of(key("list")), List.of()))
                .thenApply(answer -> answer.stream()
                        .map(id -> new String((byte[]) id, UTF_8))
                        .toList());
    }

    private byte[] key(String name) {
        return ("{" + tag + "}" + name).getBytes(UTF_8);
    }
}
