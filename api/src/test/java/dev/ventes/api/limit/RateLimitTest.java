package dev.ventes.api.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.http.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final HttpServerResponse response = (HttpServerResponse) Proxy.newProxyInstance(
            HttpServerResponse.class.getClassLoader(),
            new Class<?>[] {HttpServerResponse.class},
            (self, method, args) -> {
                headers.set((String) args[0], (String) args[1]);
                return self;
            });

    private boolean isLetThrough(RateLimit limit, String caller) {
        try {
            limit.count(caller, response);
            return true;
        } catch (Problem tooMany) {
            assertThat(tooMany.type()).isEqualTo(Problem.Type.TOO_MANY_REQUESTS);
            return false;
        }
    }

    @Test
    void eachCallerHasASecondsWorthOfItsOwn() {
        var limit = new RateLimit(5);

        assertThat(IntStream.range(0, 1000)
                        .filter(i -> isLetThrough(limit, "key:eager"))
                        .count())
                .isBetween(5L, 900L);
        assertThat(headers.get("RateLimit-Policy")).isEqualTo("\"second\";q=5;w=1");
        assertThat(headers.get("RateLimit")).isEqualTo("\"second\";r=0;t=1");

        assertThat(isLetThrough(limit, "key:patient")).isTrue();
        assertThat(headers.get("RateLimit")).isEqualTo("\"second\";r=4;t=1");
    }

    @Test
    void withoutALimitNothingIsCounted() {
        assertThat(IntStream.range(0, 1000).allMatch(i -> isLetThrough(new RateLimit(0), "key:eager")))
                .isTrue();
        assertThat(headers.isEmpty()).isTrue();
    }
}
