package io.gauntlet.faultproxy.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a connection what happens on one of its two sockets; has no state and may sit on several channels, one after another. */
@Sharable
final class RelayHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(RelayHandler.class);

    private final Connection connection;
    private final Chain reads;
    private final Chain writes;

    /**
     * @param reads the stream that begins at this socket
     * @param writes the stream that ends at this socket
     */
    RelayHandler(Connection connection, Chain reads, Chain writes) {
        this.connection = connection;
        this.reads = reads;
        this.writes = writes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reads.data((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reads.settle();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        writes.settle();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            reads.end(Ending.FIN);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        // Closed by neither us nor a FIN: a failed write or read has closed it.
        if (!reads.ended()) {
            LOG.debug(
                    "{}: {} has gone without a FIN",
                    connection,
                    context.channel().remoteAddress());
            reads.end(Ending.RESET);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return; // Written to a peer that has gone; its going is told by other events.
        }
        if (cause instanceof IOException) {
            LOG.debug("{}: {} broke", connection, context.channel().remoteAddress(), cause);
            reads.end(Ending.RESET);
        } else {
            LOG.error("{}: internal error, the connection is reset", connection, cause);
            connection.reset();
        }
    }
}
