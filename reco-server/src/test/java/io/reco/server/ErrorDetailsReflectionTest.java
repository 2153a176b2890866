package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools that know nothing but the server's address can read its errors. */
class ErrorDetailsReflectionTest {

    @TempDir
    Path data;

    private RunningServer server;
    private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    private StreamObserver<ServerReflectionRequest> requests;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC());
        requests = ServerReflectionGrpc.newStub(server.channel())
                .withDeadlineAfter(Duration.ofSeconds(20))
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answers.add(failure);
                    }

                    @Override
                    public void onCompleted() {
                        answers.add("completed");
                    }
                });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void reflectionKnowsWhatErrorsCarry() throws Exception {
        for (var type : List.of(BadRequest.getDescriptor(), ErrorInfo.getDescriptor(), RetryInfo.getDescriptor())) {
            ServerReflectionResponse answer = ask(ServerReflectionRequest.newBuilder()
                    .setHost("any")
                    .setFileContainingSymbol(type.getFullName())
                    .build());

            FileDescriptor file = linked(answer.getFileDescriptorResponse().getFileDescriptorProtoList());
            assertThat(file.findMessageTypeByName(type.getName())).isNotNull();
            assertThat(answer.getOriginalRequest().getFileContainingSymbol()).isEqualTo(type.getFullName());
        }
        ServerReflectionResponse byName = ask(ServerReflectionRequest.newBuilder()
                .setFileByFilename("google/rpc/error_details.proto")
                .build());
        assertThat(byName.hasFileDescriptorResponse()).isTrue();
    }

    @Test
    void itStillKnowsTheServicesAndWhatItDoesNotKnow() throws Exception {
        assertThat(ask(symbol("google.rpc.ErrorInfo")).hasFileDescriptorResponse())
                .isTrue();
        assertThat(ask(symbol("reco.v1.FeedbackService")).hasFileDescriptorResponse())
                .isTrue();
        assertThat(ask(symbol("UserRequest")).hasFileDescriptorResponse()).isTrue();
        assertThat(ask(symbol("google.rpc.NoSuchThing")).hasErrorResponse()).isTrue();
        assertThat(ask(symbol("google.rpc.BadRequest.FieldViolation")).hasFileDescriptorResponse())
                .isTrue();
        requests.onCompleted();
        assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo("completed");
    }

    private static ServerReflectionRequest symbol(String name) {
        return ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(name)
                .build();
    }

    private ServerReflectionResponse ask(ServerReflectionRequest request) throws InterruptedException {
        requests.onNext(request);
        return (ServerReflectionResponse) Objects.requireNonNull(answers.poll(30, TimeUnit.SECONDS), "no answer");
    }

    /** The first file, put together with those it imports, as a tool does it. */
    private static FileDescriptor linked(List<ByteString> files) throws Exception {
        Map<String, FileDescriptorProto> byName = new HashMap<>();
        for (ByteString file : files) {
            FileDescriptorProto proto = FileDescriptorProto.parseFrom(file);
            byName.put(proto.getName(), proto);
        }
        return linked(FileDescriptorProto.parseFrom(files.get(0)), byName);
    }

    private static FileDescriptor linked(FileDescriptorProto file, Map<String, FileDescriptorProto> byName)
            throws Exception {
        List<FileDescriptor> imported = new ArrayList<>();
        for (String name : file.getDependencyList()) {
            imported.add(linked(Objects.requireNonNull(byName.get(name), name), byName));
        }
        return FileDescriptor.buildFrom(file, imported.toArray(FileDescriptor[]::new));
    }
}
