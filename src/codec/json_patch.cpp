#include <tessera/codec/json_patch.hpp>

#include <boost/json/serialize.hpp>

#include <nlohmann/json.hpp>

#include <tessera/codec/json.hpp>

namespace tessera::codec {
namespace {

using Document = nlohmann::json;

constexpr std::size_t kLargest = 1 << 18;
constexpr int kTestFailed = 501;  // of nlohmann::json::exception

std::unexpected<Error> malformed(std::string text) {
  return fail(Errc::invalid, "patch.malformed", std::move(text));
}

// Through the strict reader first: it refuses depth, duplicates and what is no UTF-8.
Result<Document> read(std::string_view text) {
  const auto strict = parse_json(text, kLargest);
  if (!strict) return std::unexpected(strict.error());
  return Document::parse(boost::json::serialize(*strict));
}

Document read(const boost::json::object& document) {
  return Document::parse(boost::json::serialize(document));
}

Result<boost::json::object> write(const Document& document) {
  if (!document.is_object()) return malformed("The patch leaves no object.");
  return parse_json_object(document.dump(), kLargest);
}

}  // namespace

Result<boost::json::object> apply_json_patch(const boost::json::object& document,
                                             std::string_view patch) {
  const auto operations = read(patch);
  if (!operations) return std::unexpected(operations.error());
  if (!operations->is_array() || operations->size() > kMostPatchOperations)
    return malformed("A JSON Patch is a list of at most 200 operations.");
  auto changed = read(document);
  try {
    for (const auto& operation : *operations) {
      changed.patch_inplace(Document::array({operation}));
      // A copy doubles what it copies.
      if (operation.at("op") == "copy" && changed.dump().size() > kLargest)
        return malformed("The result is too large.");
    }
  } catch (const Document::exception& error) {
    if (error.id == kTestFailed)
      return fail(Errc::conflict, "patch.test_failed", "A test of the patch does not hold.");
    return malformed("An operation is unknown, incomplete, or its path leads nowhere.");
  }
  return write(changed);
}

Result<boost::json::object> apply_merge_patch(const boost::json::object& document,
                                              std::string_view patch) {
  const auto wanted = read(patch);
  if (!wanted) return std::unexpected(wanted.error());
  if (!wanted->is_object()) return malformed("A merge patch is an object.");
  auto changed = read(document);
  changed.merge_patch(*wanted);
  return write(changed);
}

}  // namespace tessera::codec
