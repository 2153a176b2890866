/** What pages need of the machine: working space, which is lent, time, and memory of what they left. */
@NullMarked
package io.reco.server.recommend.space;

import org.jspecify.annotations.NullMarked;
