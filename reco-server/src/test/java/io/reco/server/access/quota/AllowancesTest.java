package io.reco.server.access.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.reco.server.access.Caller;
import io.reco.server.access.Role;
import io.reco.server.access.quota.Quota.Kind;

class AllowancesTest {

    private static final Caller SITE = Caller.withRoles("site", Set.of(Role.READ));
    private static final Caller APP = Caller.withRoles("app", Set.of(Role.READ));
    private static final Optional<SocketAddress> NOWHERE = Optional.empty();

    private long nanos = 1_000_000;

    @Test
    void aSecondsWorthIsThereAtOnceAndComesBackEvenly() {
        Allowances allowances = allowances("read=10");

        for (int i = 0; i < 10; i++) {
            assertThat(call(allowances, SITE)).isEmpty();
        }
        assertThat(call(allowances, SITE)).hasValueSatisfying(excess -> {
            assertThat(excess.quota().text()).isEqualTo("read");
            assertThat(excess.perSecond()).isEqualTo(10);
            assertThat(excess.pause()).isEqualTo(Duration.ofMillis(100));
        });

        nanos += 100_000_000;
        assertThat(call(allowances, SITE)).isEmpty();
        assertThat(call(allowances, SITE)).isPresent();
        assertThat(allowances.refusedCount(new Quota("read", Kind.CALLS))).isEqualTo(2);
    }

    @Test
    void eachCallerHasTheQuotaWhole() {
        Allowances allowances = allowances("read=1,reader=1");

        assertThat(call(allowances, SITE)).isEmpty();
        assertThat(call(allowances, APP)).isEmpty();
        assertThat(call(allowances, Caller.ofReader("site"))).isEmpty();
        assertThat(call(allowances, Caller.ofReader("app"))).isEmpty();
        assertThat(call(allowances, SITE)).isPresent();
        assertThat(call(allowances, Caller.ofReader("site"))).isPresent();
    }

    @Test
    void ofSeveralRolesTheMostGenerousCountsAndNoQuotaIsMoreThanAny() {
        Caller both = Caller.withRoles("both", Set.of(Role.READ, Role.FEED));
        Caller operator = Caller.withRoles("operator", Set.of(Role.READ, Role.ADMIN));
        Allowances allowances = allowances("feed=2,read=1");

        assertThat(call(allowances, both)).isEmpty();
        assertThat(call(allowances, both)).isEmpty();
        assertThat(call(allowances, both))
                .hasValueSatisfying(excess -> assertThat(excess.quota().text()).isEqualTo("feed"));
        for (int i = 0; i < 100; i++) {
            assertThat(call(allowances, operator)).isEmpty();
        }
    }

    @Test
    void aWholeCallOfItemsFitsIntoTheSmallestQuotaAndThenItTakesItsTime() {
        Allowances allowances = allowances("read-items=100");

        assertThat(allowances.take(SITE, NOWHERE, Kind.ITEMS, 1_000)).isEmpty();
        assertThat(allowances.take(SITE, NOWHERE, Kind.ITEMS, 1_000))
                .hasValueSatisfying(excess -> assertThat(excess.pause()).isEqualTo(Duration.ofSeconds(10)));
        // What is refused is not taken.
        nanos += 10_000_000_000L;
        assertThat(allowances.take(SITE, NOWHERE, Kind.ITEMS, 1_000)).isEmpty();
        assertThat(allowances.take(SITE, NOWHERE, Kind.CALLS, 1)).isEmpty();
    }

    @Test
    void whoIsNotAskedForANameIsToldApartByWhereTheyCallFrom() {
        Allowances allowances = allowances("anybody=1");

        assertThat(from(allowances, "192.0.2.1")).isEmpty();
        assertThat(from(allowances, "192.0.2.2")).isEmpty();
        assertThat(from(allowances, "192.0.2.1")).isPresent();
        // Of one network with 64 bits in common there are more addresses than anybody can count.
        assertThat(from(allowances, "2001:db8::1")).isEmpty();
        assertThat(from(allowances, "2001:db8::2")).isPresent();
        assertThat(from(allowances, "2001:db8:0:1::2")).isEmpty();
    }

    @Test
    void aBadQuotaIsNamedWithWhatIsExpected() {
        List<String> faults = new ArrayList<>();

        assertThat(Quotas.parse("read=10,write=1,feed=0,read=2,edit", (value, expected) -> faults.add(value)))
                .isEmpty();
        assertThat(faults).containsExactly("write=1", "feed=0", "read=2", "edit");
        assertThat(Quotas.parse("", (value, expected) -> faults.add(value))).contains(Quotas.NONE);
    }

    private Allowances allowances(String quotas) {
        Quotas parsed = Quotas.parse(quotas, (value, expected) -> {}).orElseThrow();
        assertThat(parsed.text()).isEqualTo(quotas);
        return new Allowances(parsed, () -> nanos);
    }

    private static Optional<Allowances.Excess> call(Allowances allowances, Caller caller) {
        return allowances.take(caller, NOWHERE, Kind.CALLS, 1);
    }

    private static Optional<Allowances.Excess> from(Allowances allowances, String address) {
        return allowances.take(Caller.ANYBODY, Optional.of(new InetSocketAddress(address, 4_000)), Kind.CALLS, 1);
    }
}
