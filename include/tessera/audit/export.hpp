// An event with the proof that it is in the tree (`tessera audit export`): what somebody without
// the database can check.
#pragma once

#include <string>

#include <tessera/audit/journal_reader.hpp>

namespace tessera::audit {

// One JSON object: leaf, its text (the bytes under the leaf hash), the row, and the inclusion path
// of RFC 9162 2.1.3 to the root of the tree with `size` leaves. The leaf text is absent if its salt
// is gone.
[[nodiscard]] Task<std::string> render_proven(JournalReader& reader, const SequencedRow& entry,
                                              std::uint64_t size);

// Checks one exported line against a head: the leaf text hashes to a leaf that is in the tree, and
// the body is the one the leaf names.
[[nodiscard]] bool check_proven(std::string_view line, const Head& head);

}  // namespace tessera::audit
