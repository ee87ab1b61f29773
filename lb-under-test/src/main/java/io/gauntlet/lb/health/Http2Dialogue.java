package io.gauntlet.lb.health;

import io.gauntlet.lb.http2.FrameCodecs;
import io.gauntlet.lb.http2.ResponseStreamCodec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Supplier;

/** One GET over HTTP/2, without TLS by prior knowledge: {@link HttpDialogue} on a stream of its own. Confined to its event loop. */
final class Http2Dialogue extends ChannelInboundHandlerAdapter {
    private final ProbeRun run;
    private final Supplier<ChannelHandler> lastWord;

    private Http2Dialogue(ProbeRun run, Supplier<ChannelHandler> lastWord) {
        this.run = run;
        this.lastWord = lastWord;
    }

    /**
     * Makes a connection ask.
     *
     * @param lastWord for what the dialogue does not take care of, on its stream
     */
    static void addTo(ChannelPipeline pipeline, ProbeRun run, Supplier<ChannelHandler> lastWord) {
        var pushed = new ChannelInboundHandlerAdapter();
        pipeline.addLast(FrameCodecs.forBackend(), new Http2MultiplexHandler(pushed), new Http2Dialogue(run, lastWord));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        var unused = new Http2StreamChannelBootstrap(ctx.channel())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline()
                                .addLast(
                                        new ResponseStreamCodec(run.scheme(), () -> {}),
                                        new HttpDialogue(run),
                                        lastWord.get());
                    }
                })
                .open();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        // Settings and the like.
        ReferenceCountUtil.release(frame);
    }
}
