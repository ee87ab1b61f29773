package io.gauntlet.faultproxy.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.faultproxy.FaultProxy;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {

    private String before = "";

    @BeforeEach
    void remember() {
        before = System.getProperty(Transport.PROPERTY, "");
    }

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty(Transport.PROPERTY);
        } else {
            System.setProperty(Transport.PROPERTY, before);
        }
    }

    @Test
    void isTheFirstThatWorksOfIoUringEpollAndNioUnlessToldOtherwise() {
        System.clearProperty(Transport.PROPERTY);
        var withoutRing = Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
        assertThat(Transport.chosen()).isEqualTo(IoUring.isAvailable() ? Transport.IO_URING : withoutRing);

        System.setProperty(Transport.PROPERTY, "nio");
        assertThat(Transport.chosen()).isEqualTo(Transport.NIO);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void isFoundByItsOwnName(Transport transport) {
        assumeTrue(transport == Transport.NIO
                || (transport == Transport.EPOLL ? Epoll.isAvailable() : IoUring.isAvailable()));

        assertThat(Transport.named(transport.text())).isEqualTo(transport);
    }

    @Test
    void unknownOneIsRefusedWithTheKnownOnes() {
        System.setProperty(Transport.PROPERTY, "kqueue");

        assertThatThrownBy(FaultProxy::start)
                .isInstanceOf(TransportException.class)
                .hasMessage("gauntlet.faultproxy.transport: kqueue (expected: auto, nio, epoll or io_uring)");
    }
}
