package io.gauntlet.lb;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Epoll that does not lose sockets. Netty's (4.2.18) takes a socket out of epoll once no event of it is wanted, and takes it for
 * being there still: the next event that is wanted fails ({@code epoll_ctl: No such file or directory}), and with it the
 * connection. That is what becomes of one whose peer has shut its side: nothing is to be read of it any more, and the first write
 * that does not fit into the socket's buffer ends it.
 *
 * <p>So the wish for nothing goes to the kernel as one for edges of nothing. It reports errors and hang-ups whatever is wished
 * for, by their edges once, so that nobody is woken up by them again and again.
 */
record SteadyEpoll(IoHandler epoll) implements IoHandler {
    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new SteadyEpoll(factory.newHandler(executor));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Kept(epoll.register(handle));
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return epoll.isCompatible(type);
    }

    private record Kept(IoRegistration registration) implements IoRegistration {
        // As Netty has it.
        @SuppressWarnings("TypeParameterUnusedInFormals")
        @Override
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public long submit(IoOps wish) {
            return registration.submit(wish.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : wish);
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }
}
