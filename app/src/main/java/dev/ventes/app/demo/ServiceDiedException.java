package dev.ventes.app.demo;

/** One of the services has ended although nobody asked it to. */
final class ServiceDiedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServiceDiedException(String service, Throwable cause) {
        super("the " + service + " died: " + root(cause), cause);
    }

    private static Throwable root(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
