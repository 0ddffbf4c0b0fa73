package dev.ventes.core.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends spans by OTLP over HTTP, from a thread and a bounded queue of OpenTelemetry's own: where nobody takes them they
 * are dropped. Steps are over when they are told, and their ids are on the topics already.
 */
final class Spans implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The span that the thread is about to make. */
    private static final ThreadLocal<Trace> SELF = new ThreadLocal<>();

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    Spans(URI endpoint, String service) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.toString().replaceFirst("/+$", "") + "/v1/traces")
                .setTimeout(PATIENCE)
                .build();
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.name"), "ventes-" + service))))
                .setIdGenerator(new Given())
                // Whether a trace is recorded was decided where it began.
                .setSampler(Sampler.alwaysOn())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(PAUSE)
                        .setExporterTimeout(PATIENCE)
                        .build())
                .build();
        tracer = provider.get("dev.ventes");
    }

    private static final class Given implements IdGenerator {
        @Override
        public String generateSpanId() {
            return SELF.get().spanId();
        }

        @Override
        public String generateTraceId() {
            return SELF.get().traceId();
        }
    }

    void add(Step step, long id, Trace trace, Optional<Trace> parent) {
        SELF.set(trace);
        var builder = tracer.spanBuilder("change " + step.did())
                .setParent(parent.map(Spans::context).orElse(Context.root()))
                .setSpanKind(SpanKind.INTERNAL)
                .setStartTimestamp(step.from())
                .setAttribute("ventes.sale", id);
        step.details().forEach((name, value) -> builder.setAttribute("ventes." + name, String.valueOf(value)));
        builder.startSpan().end(step.until());
        SELF.remove();
    }

    private static Context context(Trace parent) {
        var flags = TraceFlags.fromByte((byte) parent.flags());
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        parent.traceId(), parent.spanId(), flags, TraceState.getDefault())));
    }

    @Override
    public void close() {
        provider.close();
    }
}
