package io.gauntlet.faultproxy;

import org.junit.jupiter.api.Nested;

/** All parts of the contract, held to one server. */
abstract class WholeContractTest {

    /** Who is held to it, running. */
    abstract ContractServer held();

    @Nested
    class Basics extends FaultProxyContractTest {
        @Override
        ContractServer server() {
            return held();
        }
    }

    @Nested
    class Streams extends StreamContractTest {
        @Override
        ContractServer server() {
            return held();
        }
    }

    @Nested
    class RawApi extends RawApiContractTest {
        @Override
        ContractServer server() {
            return held();
        }
    }
}
