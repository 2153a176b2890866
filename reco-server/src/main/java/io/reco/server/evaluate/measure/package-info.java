/** Measures of ranked lists, and reports of them. */
@NullMarked
package io.reco.server.evaluate.measure;

import org.jspecify.annotations.NullMarked;
