package dev.ventes.api.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.ventes.api.http.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;

/**
 * How many requests a caller may send in a second; a second's worth may come at once. Remembers a bounded number of
 * callers: one who was silent for longer than a second is as good as new. Says how it stands in the fields of
 * draft-ietf-httpapi-ratelimit-headers-10. Any thread.
 */
public final class RateLimit {
    private static final String POLICY = "second";
    private static final int CALLERS = 50_000;
    private static final Duration MEMORY = Duration.ofMinutes(1);
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final int perSecond;
    private final LoadingCache<String, Bucket> buckets;

    /**
     * Begins with nobody.
     *
     * @param perSecond 0 for no limit
     */
    public RateLimit(int perSecond) {
        this.perSecond = perSecond;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(CALLERS)
                .expireAfterAccess(MEMORY)
                .build(caller -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, WINDOW))
                        .build());
    }

    /**
     * Counts a request.
     *
     * @throws Problem if it is one too many
     */
    public void count(String caller, HttpServerResponse response) {
        if (perSecond == 0) {
            return;
        }
        var probe = buckets.get(caller).tryConsumeAndReturnRemaining(1);
        response.putHeader("RateLimit-Policy", "\"" + POLICY + "\";q=" + perSecond + ";w=" + WINDOW.toSeconds())
                .putHeader("RateLimit", "\"" + POLICY + "\";r=" + probe.getRemainingTokens() + ";t=" + seconds(probe));
        if (!probe.isConsumed()) {
            throw Problem.tooManyRequests(
                            "More than " + perSecond + " requests in a second.",
                            Duration.ofSeconds(Math.max(1, seconds(probe))))
                    .with("violated-policies", List.of(POLICY));
        }
    }

    /** Until it is full again, rounded up. */
    private static long seconds(ConsumptionProbe probe) {
        return Duration.ofNanos(probe.getNanosToWaitForReset())
                .plusNanos(Duration.ofSeconds(1).toNanos() - 1)
                .toSeconds();
    }
}
