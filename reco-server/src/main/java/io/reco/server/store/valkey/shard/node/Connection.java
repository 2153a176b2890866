package io.reco.server.store.valkey.shard.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;

/** A connection to one process, which ends with it: nothing is sent again over another. Safe for use by many threads. */
public final class Connection implements AutoCloseable {

    private final Address node;
    private final StatefulRedisConnection<byte[], byte[]> connection;

    Connection(Address node, StatefulRedisConnection<byte[], byte[]> connection) {
        this.node = node;
        this.connection = connection;
    }

    public boolean isOpen() {
        return connection.isOpen();
    }

    /** One command, as {@link #send(List)}. */
    public CompletableFuture<List<Object>> send(Command command) {
        return send(List.of(command)).get(0);
    }

    /**
     * Sends commands in one go, to be done in this order, with none of this connection's in between.
     *
     * @return for each of them what was answered: {@code Long}, {@code byte[]}, null, or lists of these; a single value is a list
     *     of one. They fail with {@link NodeFailure}; they complete on a thread of the network, where nothing may wait
     */
    public List<CompletableFuture<List<Object>>> send(List<Command> commands) {
        List<AsyncCommand<byte[], byte[], List<Object>>> sent =
                commands.stream().map(Connection::prepared).toList();
        try {
            connection.dispatch(sent);
        } catch (RedisException e) {
            sent.forEach(command -> command.completeExceptionally(e)); // those already sent are answered to nobody
        }
        List<CompletableFuture<List<Object>>> answers = new ArrayList<>(sent.size());
        for (AsyncCommand<byte[], byte[], List<Object>> command : sent) {
            answers.add(command.toCompletableFuture().handle(this::answer));
        }
        return answers;
    }

    private static AsyncCommand<byte[], byte[], List<Object>> prepared(Command command) {
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        command.arguments().forEach(arguments::add);
        return new AsyncCommand<>(new io.lettuce.core.protocol.Command<>(
                new Name(command.name()), new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments));
    }

    private List<Object> answer(List<Object> answer, Throwable failure) {
        if (failure == null) {
            return answer;
        }
        if (failure instanceof RedisCommandExecutionException error) {
            throw NodeFailure.answered(node, String.valueOf(error.getMessage()));
        }
        throw new NodeFailure(NodeFailure.Kind.LOST, node + ": connection lost", failure);
    }

    /** Fails what waits for an answer. Idempotent; does not wait. */
    @Override
    public void close() {
        var unused = connection.closeAsync();
    }

    /** A command by its name. */
    private record Name(String word) implements ProtocolKeyword {

        @Override
        public byte[] getBytes() {
            return word.getBytes(US_ASCII);
        }
    }
}
