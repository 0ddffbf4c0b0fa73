package dev.ventes.core.trace;

import dev.ventes.core.config.TracingConfig;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service tells of each change that it has to do with: a line of its log for the sales that are followed, a span
 * for the traces that are recorded. With neither it costs a look at a header. Any thread; nothing here waits.
 */
public final class Tracing implements AutoCloseable {
    /** Nobody follows, nobody records. */
    public static final Tracing OFF = new Tracing(TracingConfig.OFF, "", Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger("dev.ventes.trace");

    private final TracingConfig config;
    private final String service;
    private final Optional<Spans> spans;
    private final Sampler sampler;

    private Tracing(TracingConfig config, String service, Optional<Spans> spans) {
        this.config = config;
        this.service = service;
        this.spans = spans;
        this.sampler = Sampler.traceIdRatioBased(config.ratio());
    }

    public static Tracing open(TracingConfig config, String service) {
        return new Tracing(config, service, config.endpoint().map(endpoint -> new Spans(endpoint, service)));
    }

    /** Whether anything is told of any change. */
    public boolean on() {
        return spans.isPresent() || config.followed().any();
    }

    /** Begins the trace of a change with this name: the first step is its root. Every instance decides alike. */
    public Trace begin(String event) {
        var trace = Trace.of(event);
        return spans.isEmpty() ? trace : trace.recorded(isChosen(trace));
    }

    /** Goes on with somebody's trace: the step that follows is told as {@link #tellFirst} with the other as its parent. */
    public Trace goOn(Trace from) {
        return isRecorded(from) ? from.next() : from;
    }

    private boolean isChosen(Trace trace) {
        return sampler.shouldSample(
                                Context.root(),
                                trace.traceId(),
                                "change",
                                SpanKind.INTERNAL,
                                Attributes.empty(),
                                List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }

    private boolean isRecorded(Trace trace) {
        return spans.isPresent() && trace.recorded();
    }

    /** Whether a step of this change is told to anybody. */
    public boolean tells(Trace trace, long id) {
        return isRecorded(trace) || config.followed().has(id);
    }

    /** A step that follows the trace's last one. */
    public void tell(Step step, long id) {
        var trace = step.trace();
        tell(step, id, isRecorded(trace) ? trace.next() : trace, Optional.of(trace));
    }

    /** The step that the trace's own span is; it follows the parent, where there is one. */
    public void tellFirst(Step step, long id, Optional<Trace> parent) {
        tell(step, id, step.trace(), parent);
    }

    private void tell(Step step, long id, Trace self, Optional<Trace> parent) {
        if (config.followed().has(id)) {
            var line = LOG.atInfo()
                    .addKeyValue("trace_id", self.traceId())
                    .addKeyValue("service", service)
                    .addKeyValue("id", id)
                    .addKeyValue(
                            "took", step.until().toEpochMilli() - step.from().toEpochMilli() + "ms");
            for (var detail : step.details().entrySet()) {
                line = line.addKeyValue(detail.getKey(), detail.getValue());
            }
            line.log(step.did());
        }
        if (isRecorded(self)) {
            spans.orElseThrow().add(step, id, self, parent);
        }
    }

    /** Sends what is left. */
    @Override
    public void close() {
        spans.ifPresent(Spans::close);
    }
}
