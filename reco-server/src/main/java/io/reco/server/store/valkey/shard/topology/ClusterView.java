package io.reco.server.store.valkey.shard.topology;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.Command;
import io.reco.server.store.valkey.shard.node.Slots;

/** A cluster as one of its processes, or several of them, see it. */
public final class ClusterView {

    /**
     * Slots that are in one place.
     *
     * @param slots such as {@code 0-5460}
     * @param replicas of its primary, those that failed included
     */
    public record Shard(String slots, Address primary, List<Address> replicas) {}

    /** What asks a process for its view. */
    public static final Command QUESTION = Command.of("CLUSTER", "NODES");

    /** Nothing is known. */
    static final ClusterView NONE = new ClusterView(List.of());

    private final List<Member> members;
    private final Member[] owners = new Member[Slots.COUNT];

    private ClusterView(Collection<Member> members) {
        this.members = List.copyOf(members);
        this.members.forEach(this::own);
    }

    private void own(Member member) {
        for (Member.Range range : member.slots()) {
            for (int slot = range.first(); slot <= range.last(); slot++) {
                if (owners[slot] == null || owners[slot].epoch() < member.epoch()) {
                    owners[slot] = member;
                }
            }
        }
    }

    /**
     * The view of one process.
     *
     * @param answer to {@link #QUESTION}
     */
    public static ClusterView of(List<Object> answer, Address asked) {
        String text = new String((byte[]) answer.get(0), ISO_8859_1);
        return new ClusterView(text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> Member.of(line, asked))
                .toList());
    }

    /** Of several views: of each process what the one says that knows the newest claim. */
    static ClusterView merged(List<ClusterView> views) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (ClusterView view : views) {
            for (Member member : view.members) {
                members.merge(member.id(), member, (one, other) -> other.epoch() > one.epoch() ? other : one);
            }
        }
        return new ClusterView(members.values());
    }

    /** The primary that has a slot; empty where none is known. */
    public Optional<Address> ownerOf(int slot) {
        return Optional.ofNullable(owners[slot]).map(Member::address);
    }

    /** Whether it is the primary of a slot. */
    public boolean owns(Address node) {
        return members.stream()
                .anyMatch(member ->
                        member.address().equals(node) && !member.slots().isEmpty());
    }

    /** Of the process that was asked: that it is a primary, and nobody told it that it failed. */
    public boolean askedIsPrimary() {
        return members.stream().anyMatch(member -> member.myself() && member.isPrimary() && !member.failed());
    }

    /**
     * Who could be elected in place of the process that was asked: its replicas, without those that the cluster agreed on having
     * failed. After a failover a process hears from its replicas one by one, for as long as a second; those that are its own and
     * still listed as those of a primary that has no slots any more, or as such a primary, are told by the second parameter.
     *
     * @param met ids of processes that were connected to it as replicas
     */
    public List<Address> electable(Set<String> met) {
        return members.stream()
                .filter(member -> !member.failed() && !member.myself())
                .filter(member -> isMine(member) || (met.contains(member.id()) && !isPlaced(member)))
                .map(Member::address)
                .toList();
    }

    private boolean isMine(Member member) {
        return members.stream().anyMatch(me -> me.myself() && member.primary().equals(me.id()));
    }

    /** Whether it has slots, or is a replica of one that has. */
    private boolean isPlaced(Member member) {
        return !member.slots().isEmpty()
                || members.stream()
                        .anyMatch(primary -> primary.id().equals(member.primary())
                                && !primary.slots().isEmpty());
    }

    /** The ids of those of the processes that are known. */
    public List<String> ids(Collection<Address> nodes) {
        return members.stream()
                .filter(member -> nodes.contains(member.address()))
                .map(Member::id)
                .toList();
    }

    /** All replicas of the process that was asked, whether they failed or not. */
    public List<Address> listed() {
        return members.stream().filter(this::isMine).map(Member::address).toList();
    }

    /** Where all of them listen, those that failed included. */
    public List<Address> addresses() {
        return members.stream().map(Member::address).toList();
    }

    /** Those of which somebody says that they failed. */
    public List<Address> failed() {
        return members.stream().filter(Member::failed).map(Member::address).toList();
    }

    /** Whether a process failed: a shard that it had been the primary of lists one replica fewer until it is back. */
    public boolean isAnyAway() {
        return members.stream().anyMatch(Member::failed);
    }

    /** The shards that have slots. */
    public List<Shard> shards() {
        List<Shard> shards = new ArrayList<>();
        for (Member member : members) {
            String slots = member.slots().stream()
                    .filter(range -> member.equals(owners[range.first()]))
                    .map(Member.Range::toString)
                    .collect(Collectors.joining(","));
            if (!slots.isEmpty()) {
                shards.add(new Shard(slots, member.address(), replicasOf(member)));
            }
        }
        return shards;
    }

    private List<Address> replicasOf(Member primary) {
        return members.stream()
                .filter(member -> member.primary().equals(primary.id()))
                .map(Member::address)
                .toList();
    }
}
