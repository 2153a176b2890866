/**
 * What is held out of a log, and how well it was foreseen: the same for what the server chooses by itself and for evaluations.
 */
@NullMarked
package io.reco.server.learn.measure;

import org.jspecify.annotations.NullMarked;
