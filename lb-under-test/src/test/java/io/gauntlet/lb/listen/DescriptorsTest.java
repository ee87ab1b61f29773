package io.gauntlet.lb.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {
    @ParameterizedTest
    @CsvSource({
        "'Max open files            1024                 524288               files     ', 1024",
        "'Max open files            unlimited            unlimited            files     ', 2147483647",
        "'Max open files            99999999999          99999999999          files     ', 2147483647",
        "'Max processes             7                    7                    processes ', 2147483647"
    })
    void readsWhatIsInForce(String line, int most) {
        assertThat(Descriptors.most(List.of("Limit   Soft Limit   Hard Limit   Units", line)))
                .isEqualTo(most);
    }

    @Test
    void knowsThoseOfThisProcess() {
        assertThat(Descriptors.most()).isPositive();
    }
}
