package dev.ventes.api.write;

import dev.ventes.api.http.Request;
import dev.ventes.api.log.TopicIdentity.Topic;
import dev.ventes.api.sale.ETag;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.trace.Trace;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/** What a write's headers say beside {@link Prefer}. */
final class Preferences {
    private Preferences() {}

    /** The caller's trace, where the header is one: it goes on with the change. */
    static Optional<Trace> trace(Request request) {
        return request.header(CloudEvent.TRACEPARENT).flatMap(Trace::parse);
    }

    /**
     * What {@code If-Match} expects of the sale; empty if no version of it can ever have that tag: it is weak, another
     * server's, or of another partition, whose positions would compare as if they were this one's.
     */
    static Optional<Expectation> expectation(Request request, Topic topic) {
        var tag = request.header(HttpHeaders.IF_MATCH);
        if (tag.isEmpty() || tag.get().equals("*")) {
            return Optional.of(new Expectation.Present());
        }
        return ETag.parse(tag.get())
                .filter(etag -> etag.partition() == topic.partitionOf(SaleKey.of(request.id())))
                .map(etag -> new Expectation.At(etag.position()));
    }
}
