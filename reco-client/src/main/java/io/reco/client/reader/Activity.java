package io.reco.client.reader;

/** One thing of a reader's past. */
public sealed interface Activity permits KeptAction, KeptPage {}
