package io.reco.server.grpc;

import java.util.Set;
import java.util.stream.Collectors;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.BindableService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.FileDescriptorResponse;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Server reflection (v1) that also knows what errors carry. No service names those types in its messages, so gRPC's own
 * reflection does not find them, and tools print errors in base64.
 */
final class Reflection extends ServerReflectionGrpc.ServerReflectionImplBase {

    private static final FileDescriptor DETAILS = ErrorDetailsProto.getDescriptor();
    private static final Set<String> SYMBOLS =
            DETAILS.getMessageTypes().stream().map(Descriptor::getFullName).collect(Collectors.toUnmodifiableSet());

    private final ServerReflectionGrpc.ServerReflectionImplBase services;

    private Reflection(ServerReflectionGrpc.ServerReflectionImplBase services) {
        this.services = services;
    }

    static BindableService newInstance() {
        return new Reflection((ServerReflectionGrpc.ServerReflectionImplBase) ProtoReflectionServiceV1.newInstance());
    }

    @Override
    public StreamObserver<ServerReflectionRequest> serverReflectionInfo(
            StreamObserver<ServerReflectionResponse> answers) {
        // It takes requests one by one, and asks for the next when one is answered.
        StreamObserver<ServerReflectionRequest> known = services.serverReflectionInfo(answers);
        return new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionRequest request) {
                if (isDetail(request)) {
                    answers.onNext(answer(request));
                    ((ServerCallStreamObserver<?>) answers).request(1);
                } else {
                    known.onNext(request);
                }
            }

            @Override
            public void onError(Throwable failure) {
                known.onError(failure);
            }

            @Override
            public void onCompleted() {
                known.onCompleted();
            }
        };
    }

    private static boolean isDetail(ServerReflectionRequest request) {
        return switch (request.getMessageRequestCase()) {
            case FILE_CONTAINING_SYMBOL ->
                SYMBOLS.stream()
                        .anyMatch(symbol -> request.getFileContainingSymbol().equals(symbol)
                                || request.getFileContainingSymbol().startsWith(symbol + "."));
            case FILE_BY_FILENAME -> request.getFileByFilename().equals(DETAILS.getName());
            default -> false;
        };
    }

    /** The file and what it imports, as its own reflection would answer. */
    private static ServerReflectionResponse answer(ServerReflectionRequest request) {
        FileDescriptorResponse.Builder files = FileDescriptorResponse.newBuilder()
                .addFileDescriptorProto(DETAILS.toProto().toByteString());
        for (FileDescriptor imported : DETAILS.getDependencies()) {
            files.addFileDescriptorProto(imported.toProto().toByteString());
        }
        return ServerReflectionResponse.newBuilder()
                .setValidHost(request.getHost())
                .setOriginalRequest(request)
                .setFileDescriptorResponse(files)
                .build();
    }
}
