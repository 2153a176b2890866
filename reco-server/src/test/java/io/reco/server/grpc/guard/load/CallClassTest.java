package io.reco.server.grpc.guard.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import io.grpc.ServiceDescriptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.RecommendServiceGrpc;

class CallClassTest {

    static Stream<ServiceDescriptor> services() {
        return Stream.of(
                UserRecommendGrpc.getServiceDescriptor(),
                RecommendServiceGrpc.getServiceDescriptor(),
                CatalogServiceGrpc.getServiceDescriptor(),
                FeedbackServiceGrpc.getServiceDescriptor(),
                ReaderServiceGrpc.getServiceDescriptor(),
                AdminServiceGrpc.getServiceDescriptor());
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyMethodOfTheContractHasItsClassAndStreamsAreStreams(ServiceDescriptor service) {
        assertThat(service.getMethods()).allSatisfy(method -> {
            assertThat(CallClass.knows(method.getFullMethodName()))
                    .as(method.getFullMethodName())
                    .isTrue();
            assertThat(CallClass.of(method.getFullMethodName()) == CallClass.STREAMS)
                    .as(method.getFullMethodName())
                    .isEqualTo(!method.getType().serverSendsOneMessage());
        });
    }
}
