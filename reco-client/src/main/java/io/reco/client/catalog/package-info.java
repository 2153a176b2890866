/** Articles: what the catalogue says of them, and what became of changes. */
@NullMarked
package io.reco.client.catalog;

import org.jspecify.annotations.NullMarked;
