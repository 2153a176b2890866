package io.reco.client.internal.channel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Makes one target of several {@code host:port}, which gRPC in Java has no scheme for. */
final class FixedAddresses extends NameResolverProvider {
    private static final String SCHEME = "reco-servers";

    static {
        NameResolverRegistry.getDefaultRegistry().register(new FixedAddresses());
    }

    private FixedAddresses() {}

    static String target(List<String> addresses) {
        addresses.forEach(FixedAddresses::parse);
        try {
            return new URI(SCHEME, null, "/" + String.join(",", addresses), null).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("addresses: " + addresses + " (expected: host:port each)", e);
        }
    }

    private static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        try {
            String host = address.substring(0, colon).replaceAll("^\\[|\\]$", "");
            return InetSocketAddress.createUnresolved(host, Integer.parseInt(address.substring(colon + 1)));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("address: " + address + " (expected: host:port)", e);
        }
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        Executor executor = args.getOffloadExecutor();
        return new Resolver(
                List.of(target.getPath().substring(1).split(",", -1)),
                executor == null ? ForkJoinPool.commonPool() : executor);
    }

    /** Looks the hosts up when a channel starts, and again whenever it loses a connection. */
    private static final class Resolver extends NameResolver {
        private final List<String> addresses;
        private final Executor executor;
        private volatile @Nullable Listener2 listener;

        Resolver(List<String> addresses, Executor executor) {
            this.addresses = addresses;
            this.executor = executor;
        }

        @Override
        public String getServiceAuthority() {
            return addresses.get(0);
        }

        @Override
        public void start(Listener2 listener) {
            this.listener = listener;
            refresh();
        }

        @Override
        public void refresh() {
            executor.execute(() -> {
                Listener2 current = listener;
                if (current != null) {
                    resolve(current);
                }
            });
        }

        private void resolve(Listener2 listener) {
            List<EquivalentAddressGroup> servers = new ArrayList<>();
            String unknown = "";
            for (String address : addresses) {
                InetSocketAddress parsed = parse(address);
                try {
                    for (InetAddress host : InetAddress.getAllByName(parsed.getHostString())) {
                        servers.add(server(address, new InetSocketAddress(host, parsed.getPort())));
                    }
                } catch (UnknownHostException e) {
                    unknown = address; // the others may do
                }
            }
            if (servers.isEmpty()) {
                listener.onError(Status.UNAVAILABLE.withDescription("unknown host: " + unknown));
            } else {
                tell(listener, servers);
            }
        }

        @SuppressWarnings("deprecation") // its successor is unknown to the older gRPCs that the client runs with
        private static void tell(Listener2 listener, List<EquivalentAddressGroup> servers) {
            listener.onResult(
                    ResolutionResult.newBuilder().setAddresses(servers).build());
        }

        /** Each server proves with its certificate that it is the host asked for, not the first of the list. */
        private static EquivalentAddressGroup server(String address, InetSocketAddress resolved) {
            Attributes authority = Attributes.newBuilder()
                    .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, address)
                    .build();
            return new EquivalentAddressGroup(resolved, authority);
        }

        @Override
        public void shutdown() {
            listener = null;
        }
    }
}
