package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client and servers of grpc-java with the balancer between them. */
class GrpcTest {
    private final HealthStatusManager health = new HealthStatusManager();
    private Server server;
    private Rig rig;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build()
                .start();
        rig = Rig.start(
                Rig.ordered(),
                List.<TestingBackend>of(),
                "backends: [{id: g1, address: 127.0.0.1:" + server.getPort() + "}]",
                "health: {active: {type: grpc, interval: 50ms}}",
                "upstream: {protocol: http2}");
        await().until(() -> rig.metrics().contains("backend=\"g1\",state=\"HEALTHY\"} 1"));
        InetSocketAddress address = rig.balancer().address("web");
        channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        rig.close();
        server.shutdownNow().awaitTermination();
    }

    private HealthGrpc.HealthBlockingStub stub() {
        return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @Test
    void callsOnce() {
        HealthCheckResponse answer = stub().check(HealthCheckRequest.getDefaultInstance());
        assertThat(answer.getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void passesAnErrorOnWithItsTrailers() {
        var unknown = HealthCheckRequest.newBuilder().setService("no.such").build();
        assertThatThrownBy(() -> stub().check(unknown)).isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
            assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(error.getStatus().getDescription()).contains("unknown service");
        });
    }

    @Test
    void streamsAnswersAsTheyCome() {
        Iterator<HealthCheckResponse> watched = stub().watch(
                        HealthCheckRequest.newBuilder().setService("shop.Cart").build());
        assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
        health.setStatus("shop.Cart", ServingStatus.SERVING);
        assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        health.setStatus("shop.Cart", ServingStatus.NOT_SERVING);
        assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void streamsBothWaysAtOnce() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        StreamObserver<ServerReflectionRequest> say = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        heard.add("services: "
                                + response.getListServicesResponse().getServiceCount());
                    }

                    @Override
                    public void onError(Throwable error) {
                        heard.add("error: " + error);
                    }

                    @Override
                    public void onCompleted() {
                        heard.add("end");
                    }
                });
        var question = ServerReflectionRequest.newBuilder().setListServices("").build();
        for (int i = 0; i < 3; i++) {
            say.onNext(question);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("services: 2");
        }
        say.onCompleted();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("end");
    }

    @Test
    void tellsTheServerWhenAClientGivesUp() {
        assertThatThrownBy(() -> {
                    Iterator<HealthCheckResponse> watched = HealthGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(Duration.ofMillis(200).toMillis(), TimeUnit.MILLISECONDS)
                            .watch(HealthCheckRequest.getDefaultInstance());
                    watched.next();
                    watched.next();
                })
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        await().until(() -> !rig.pools().contains("\"inFlight\":1"));
    }

    @Test
    void saysInTermsOfGrpcThatNobodyIsThere() {
        rig.admin("POST", "/api/v1/pools/web/backends/g1/drain", "{\"grace\":\"1ms\"}");
        assertThatThrownBy(() -> stub().check(HealthCheckRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
                    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                    assertThat(error.getStatus().getDescription()).isEqualTo("no server is available, try again");
                });
    }
}
