package io.gauntlet.faultproxy.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.faultproxy.FaultProxy;
import io.netty.channel.uring.IoUring;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    void isIoUringWhereItWorksUnlessToldOtherwise() {
        System.clearProperty(Transport.PROPERTY);
        assertThat(Transport.chosen()).isEqualTo(IoUring.isAvailable() ? Transport.IO_URING : Transport.NIO);

        System.setProperty(Transport.PROPERTY, "nio");
        assertThat(Transport.chosen()).isEqualTo(Transport.NIO);
    }

    @Test
    void unknownOneIsRefusedWithTheKnownOnes() {
        System.setProperty(Transport.PROPERTY, "epoll");

        assertThatThrownBy(FaultProxy::start)
                .isInstanceOf(TransportException.class)
                .hasMessage("gauntlet.faultproxy.transport: epoll (expected: auto, nio or io_uring)");
    }
}
