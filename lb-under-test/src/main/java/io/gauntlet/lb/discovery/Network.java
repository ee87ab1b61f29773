package io.gauntlet.lb.discovery;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import java.time.Clock;

/**
 * What registries are asked with.
 *
 * @param loop carries the questions to name servers
 * @param datagrams the loop's kind of channel for UDP
 * @param streams the loop's kind of channel for TCP
 * @param clock tells when something was found
 */
public record Network(
        EventLoop loop,
        Class<? extends DatagramChannel> datagrams,
        Class<? extends SocketChannel> streams,
        Clock clock) {}
