package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import java.util.List;

/** A way to break a balancer by replacing one of its parts. */
interface Mutant {
    /** All there are. */
    List<Mutant> ALL = List.of(
            new FirstBackendFavoured(),
            new WeightsIgnored(),
            new NeverEjects(),
            new NeverReturns(),
            new NoMinimumHealthy(),
            new DrainCuts(),
            new DrainKeepsRouting(),
            new CookieIgnored(),
            new RandomKey(),
            new Random503(),
            new RateLimited(),
            new RetryStorm(),
            new TruncationHidden(),
            new HeadOfLine(),
            new BuffersAnswers(),
            new RepeatsPosts(),
            new NoTimeout(),
            new WaitsForClose(),
            new WholeHeads(),
            new CachesRefusal(),
            new Panics(),
            new ReusesOutstanding(),
            new Retries503(),
            new UnboundedQueue(),
            new ClosesConnections(),
            new OneConnection(),
            new LeaksSockets(),
            new EjectsBeyondCap(),
            new HalfFlushed(),
            new RetriesEverything(),
            new RetriesNothing(),
            new ReloadForgets(),
            new ReloadDrops(),
            new HalfDrained(),
            new NeverRebound(),
            new SlowToRefuse(),
            new CutsLargeHeads(),
            new ClosesAfterHead(),
            new OpenProxy(),
            new TellsItsVersion(),
            new ProbesLiveness(),
            new TcpProbe(),
            new HairTrigger(),
            new StartsHealthy(),
            new OneProber(),
            new BunchedWeights(),
            new PinsConnections(),
            new ModuloSessions(),
            new CookieTellsAddress(),
            new IgnoresErrors(),
            new LoadIgnored(),
            new NoRamp(),
            new TunnelsForgotten(),
            new OneGoodProbe(),
            new EndlessSessions(),
            new SaltedHash(),
            new ModuloHash(),
            new RebuiltRing(),
            new ProbesPerRequest());

    String name();

    /** What is broken, in one sentence. */
    String defect();

    Assembly breaking(Assembly sound);
}
