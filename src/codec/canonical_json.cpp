// RFC 8785, for values whose numbers are integers: what the journal hashes.
#include <algorithm>
#include <cmath>

#include <tessera/base/bytes.hpp>
#include <tessera/codec/json.hpp>

#include "codec/utf8.hpp"

namespace tessera::codec {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMaxInteger = std::int64_t{1} << 53;  // RFC 8785 3.2.2.3, RFC 7493 2.2

std::string_view view(json::string_view text) {
  return {text.data(), text.size()};
}

// RFC 8785 3.2.3 sorts by UTF-16 code units, where supplementary characters (lead bytes f0..f4)
// come before U+E000..U+FFFF (ee, ef); in everything else the order of UTF-8 bytes is the same.
constexpr int utf16_rank(char c) {
  const int byte = static_cast<unsigned char>(c);
  if (byte >= 0xf0) return byte - 2;
  if (byte >= 0xee) return byte + 5;
  return byte;
}

bool comes_first(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, utf16_rank, utf16_rank);
}

class Writer {
 public:
  // False if the value has no canonical form here.
  bool write(const json::value& value) {
    switch (value.kind()) {
      case json::kind::null:
        return literal("null");
      case json::kind::bool_:
        return literal(value.get_bool() ? "true" : "false");
      case json::kind::int64:
        return integer(value.get_int64());
      case json::kind::uint64:
        return value.get_uint64() <= kMaxInteger &&
               integer(static_cast<std::int64_t>(value.get_uint64()));
      case json::kind::double_:
        return whole(value.get_double());
      case json::kind::string:
        return string(view(value.get_string()));
      case json::kind::array:
        return array(value.get_array());
      case json::kind::object:
        return object(value.get_object());
    }
    return false;
  }
  std::string take() { return std::move(out_); }

 private:
  bool literal(std::string_view text) {
    out_ += text;
    return true;
  }

  bool integer(std::int64_t number) {
    return number >= -kMaxInteger && number <= kMaxInteger && literal(std::to_string(number));
  }

  bool whole(double number) {
    return std::abs(number) <= static_cast<double>(kMaxInteger) && std::trunc(number) == number &&
           integer(static_cast<std::int64_t>(number));
  }

  bool string(std::string_view text) {
    if (!is_utf8(text)) return false;
    out_ += '"';
    for (const char c : text) escape(c);
    out_ += '"';
    return true;
  }

  void escape(char c) {
    static constexpr std::string_view kShort = "\b\t\n\f\r\"\\";
    static constexpr std::string_view kLetters = "btnfr\"\\";
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte >= 0x20 && c != '"' && c != '\\') {
      out_ += c;
    } else if (const auto at = kShort.find(c); at != std::string_view::npos) {
      out_ += {'\\', kLetters[at]};
    } else {
      out_ += "\\u00" + to_hex({&byte, 1});
    }
  }

  bool array(const json::array& elements) {
    out_ += '[';
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (i > 0) out_ += ',';
      if (!write(elements[i])) return false;
    }
    return literal("]");
  }

  bool object(const json::object& members) {
    std::vector<const json::key_value_pair*> sorted;
    for (const auto& member : members) sorted.push_back(&member);
    std::ranges::sort(sorted, comes_first, [](const auto* member) { return view(member->key()); });
    out_ += '{';
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      if (i > 0) out_ += ',';
      if (!string(view(sorted[i]->key()))) return false;
      out_ += ':';
      if (!write(sorted[i]->value())) return false;
    }
    return literal("}");
  }

  std::string out_;
};

}  // namespace

Result<std::string> canonical_json(const json::value& value) {
  Writer writer;
  if (!writer.write(value)) return fail(Errc::invalid, "json.not_canonical");
  return writer.take();
}

}  // namespace tessera::codec
