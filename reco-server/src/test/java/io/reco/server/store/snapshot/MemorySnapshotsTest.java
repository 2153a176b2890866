package io.reco.server.store.snapshot;

final class MemorySnapshotsTest extends SnapshotStoreContract {

    @Override
    SnapshotStore open() {
        return SnapshotStore.inMemory();
    }
}
