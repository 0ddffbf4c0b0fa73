package dev.ventes.api.http;

import dev.ventes.api.ApiConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The contract's operations, each with its endpoint, the pages that show the contract, and the page for people. */
public final class Routes {
    /** On the class path: the source of every route and rule. */
    public static final String CONTRACT = "openapi.yaml";

    private static final int[] ROUTER_STATUSES = {400, 403, 404, 405, 406, 413, 414, 415, 431, 500, 503};

    private final Map<String, Endpoint> endpoints;
    private final Gate gate;
    private final ApiConfig.Http config;
    private final ApiConfig.Page page;
    private final Bodies bodies;

    /**
     * Takes the endpoints over.
     *
     * @param endpoints by operation id, one for each operation of the contract
     * @param gate before every operation that the contract does not say to be open
     */
    public Routes(Map<String, Endpoint> endpoints, Gate gate, ApiConfig.Http config, ApiConfig.Page page) {
        this.endpoints = Map.copyOf(endpoints);
        this.gate = gate;
        this.config = config;
        this.page = page;
        this.bodies = new Bodies(config.limits().maxBodies());
    }

    /** A router of its own for each event loop. */
    Future<Router> create(Vertx vertx) {
        return vertx.fileSystem().readFile(CONTRACT).compose(file -> {
            var contract = ContractReading.parse(file.toString());
            var roles = NeededRoles.takeFrom(contract);
            return OpenAPIContract.from(vertx, contract)
                    .compose(read -> ContractPages.load(vertx)
                            .compose(pages -> WebPage.load(vertx, page).map(web -> {
                                var router = router(vertx, read, roles);
                                pages.addTo(router);
                                web.addTo(router);
                                return router;
                            })));
        });
    }

    private Router router(Vertx vertx, OpenAPIContract contract, NeededRoles roles) {
        requireSame(contract.operations().stream()
                .map(operation -> ContractReading.endpoint(operation.getOperationId()))
                .collect(Collectors.toSet()));
        var rules = contract.operations().stream()
                .filter(operation -> endpoints.containsKey(operation.getOperationId()))
                .collect(Collectors.toMap(
                        Operation::getOperationId, operation -> new RequestRules(contract, operation)));
        var builder = RouterBuilder.create(vertx, contract);
        config.ownHosts().map(OwnHosts::new).ifPresent(builder::rootHandler);
        if (!config.corsOrigins().isEmpty()) {
            builder.rootHandler(new Cors(config.corsOrigins()));
        }
        builder.rootHandler(new Deadline(config.limits().request()));
        var body = BodyHandler.create(false).setBodyLimit(config.limits().maxBody());
        for (var route : builder.getRoutes()) {
            var operation = route.getOperation();
            var id = ContractReading.endpoint(operation.getOperationId());
            var endpoint = endpoints.get(id);
            route.setDoValidation(false);
            roles.of(id).map(gate::before).ifPresent(route::addHandler);
            if (operation.getRequestBody() != null) {
                route.addHandler(new BodyHeaders());
            }
            if (operation.getExtensions().containsKey(ContractReading.BODY_BY_LINE)) {
                route.addHandler(Routes::holdBody);
            } else if (operation.getRequestBody() != null) {
                // Where none is expected none is kept.
                route.addHandler(bodies).addHandler(body);
            }
            route.addHandler(context -> {
                context.put(Request.RULES, rules);
                answer(context, rules.get(id), endpoint);
            });
        }
        var router = builder.createRouter();
        for (var status : ROUTER_STATUSES) {
            router.errorHandler(status, context -> fail(context, contract));
        }
        return router;
    }

    /** The endpoint reads it. */
    private static void holdBody(RoutingContext context) {
        context.request().pause();
        context.next();
    }

    private void requireSame(Set<String> operations) {
        if (!operations.equals(endpoints.keySet())) {
            throw new IllegalStateException("the contract has the operations " + new TreeSet<>(operations)
                    + ", the API answers " + new TreeSet<>(endpoints.keySet()));
        }
    }

    private void answer(RoutingContext context, RequestRules rules, Endpoint endpoint) {
        bodies.leave(context);
        if (!rules.bodyByLine()) {
            Deadline.begun(context);
        }
        endpoint.answer(rules.check(context))
                .onSuccess(answer -> {
                    // What comes after the deadline has been answered already.
                    if (!context.response().headWritten()) {
                        send(answer, context);
                    }
                })
                .onFailure(context::fail);
    }

    private static void send(Answer answer, RoutingContext context) {
        try {
            answer.send(context.request());
        } catch (RuntimeException broken) {
            context.fail(broken);
        }
    }

    private static void fail(RoutingContext context, OpenAPIContract contract) {
        var response = context.response();
        if (response.headWritten() || response.closed()) {
            return;
        }
        if (context.statusCode() == 405) {
            var path = contract.findPath(context.request().path());
            if (path != null) {
                response.putHeader(
                        HttpHeaders.ALLOW,
                        path.getOperations().stream()
                                .map(operation -> operation.getHttpMethod().name())
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
        }
        Failures.problem(context.failure(), context.statusCode())
                .answer(context.request().path())
                .send(context.request());
    }
}
