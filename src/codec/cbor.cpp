#include <tessera/codec/cbor.hpp>

#include <algorithm>
#include <limits>
#include <optional>

#include "codec/utf8.hpp"

namespace tessera::codec {
namespace {

using Kind = Cbor::Kind;

// RFC 8949 3: the initial byte and its argument.
struct Head {
  std::uint8_t major = 0;
  std::uint8_t info = 0;
  std::uint64_t argument = 0;
};

std::unexpected<Error> refuse(const char* id) {
  return fail(Errc::invalid, id);
}

// By content: 01 and 18 01 are the same key. Kinds apart, integers by value, text by its bytes.
bool is_less(const Cbor* a, const Cbor* b) {
  if (a->kind != b->kind) return a->kind < b->kind;
  if (a->kind == Kind::integer) return a->integer < b->integer;
  return a->text() < b->text();
}

bool has_duplicate_key(const std::vector<Cbor>& items) {
  std::vector<const Cbor*> keys;
  keys.reserve(items.size() / 2);
  for (std::size_t i = 0; i < items.size(); i += 2) keys.push_back(&items[i]);
  std::ranges::sort(keys, is_less);
  return std::ranges::adjacent_find(
             keys, [](const Cbor* a, const Cbor* b) { return !is_less(a, b); }) != keys.end();
}

class Reader {
 public:
  explicit Reader(BytesView rest) : rest_(rest) {}

  Result<Cbor> read(int depth) {
    if (depth > kMaxCborDepth) return refuse("cbor.too_deep");
    const auto start = rest_;
    const auto head = read_head();
    if (!head) return std::unexpected(head.error());
    auto item = read_body(*head, depth);
    if (item) item->raw = start.first(start.size() - rest_.size());
    return item;
  }
  [[nodiscard]] BytesView rest() const { return rest_; }

 private:
  Result<Head> read_head() {
    if (rest_.empty()) return refuse("cbor.malformed");
    Head head{.major = static_cast<std::uint8_t>(rest_[0] >> 5),
              .info = static_cast<std::uint8_t>(rest_[0] & 0x1f)};
    rest_ = rest_.subspan(1);
    if (head.info < 24) {
      head.argument = head.info;
      return head;
    }
    if (head.info > 27) return refuse("cbor.malformed");  // reserved, or of indefinite length
    const auto size = std::size_t{1} << (head.info - 24);
    if (rest_.size() < size) return refuse("cbor.malformed");
    for (const auto byte : rest_.first(size)) head.argument = head.argument << 8 | byte;
    rest_ = rest_.subspan(size);
    return head;
  }

  Result<Cbor> read_body(const Head& head, int depth) {
    switch (head.major) {
      case 0:
      case 1:
        return read_integer(head);
      case 2:
      case 3:
        return read_string(head);
      case 4:
        return read_items(Kind::array, head.argument, depth);
      case 5:
        return read_map(head.argument, depth);
      case 7:
        return read_simple(head);
      default:
        return refuse("cbor.unsupported");
    }
  }

  static Result<Cbor> read_integer(const Head& head) {
    if (head.argument > std::numeric_limits<std::int64_t>::max()) return refuse("cbor.unsupported");
    const auto value = static_cast<std::int64_t>(head.argument);
    return Cbor{.kind = Kind::integer, .integer = head.major == 0 ? value : -1 - value};
  }

  Result<Cbor> read_string(const Head& head) {
    if (head.argument > rest_.size()) return refuse("cbor.malformed");
    const auto string = rest_.first(static_cast<std::size_t>(head.argument));
    rest_ = rest_.subspan(string.size());
    if (head.major == 2) return Cbor{.kind = Kind::bytes, .string = string};
    if (!is_utf8(as_text(string))) return refuse("cbor.malformed");
    return Cbor{.kind = Kind::text, .string = string};
  }

  // Each item takes a byte at least: a count beyond what is left is refused before anything is
  // kept.
  Result<Cbor> read_items(Kind kind, std::uint64_t count, int depth) {
    if (count > rest_.size()) return refuse("cbor.malformed");
    Cbor out{.kind = kind};
    for (std::uint64_t i = 0; i < count; ++i) {
      auto item = read(depth + 1);
      if (!item) return item;
      const bool is_key = kind == Kind::map && i % 2 == 0;
      if (is_key && !item->is(Kind::integer) && !item->is(Kind::text))
        return refuse("cbor.unsupported");
      out.items.push_back(std::move(*item));
    }
    return out;
  }

  Result<Cbor> read_map(std::uint64_t count, int depth) {
    if (count > rest_.size() / 2) return refuse("cbor.malformed");
    auto map = read_items(Kind::map, count * 2, depth);
    if (map && has_duplicate_key(map->items)) return refuse("cbor.duplicate");
    return map;
  }

  static Result<Cbor> read_simple(const Head& head) {
    switch (head.info) {
      case 20:
      case 21:
        return Cbor{.kind = Kind::boolean, .integer = head.info - 20};
      case 22:
        return Cbor{.kind = Kind::null};
      default:
        return refuse("cbor.unsupported");
    }
  }

  BytesView rest_;
};

template <class Matches>
const Cbor* find_value(const Cbor& map, Kind wanted, const Matches& matches) {
  for (std::size_t i = 0; i + 1 < map.items.size() && map.is(Kind::map); i += 2) {
    if (matches(map.items[i])) return map.items[i + 1].is(wanted) ? &map.items[i + 1] : nullptr;
  }
  return nullptr;
}

}  // namespace

const Cbor* Cbor::find(std::string_view key, Kind wanted) const {
  return find_value(*this, wanted,
                    [&](const Cbor& each) { return each.is(Kind::text) && each.text() == key; });
}

const Cbor* Cbor::find(std::int64_t key, Kind wanted) const {
  return find_value(*this, wanted, [&](const Cbor& each) {
    return each.is(Kind::integer) && each.integer == key;
  });
}

Result<Cbor> take_cbor(BytesView& bytes) {
  if (bytes.size() > kMaxCborBytes) return fail(Errc::too_large, "cbor.too_large");
  Reader reader(bytes);
  auto item = reader.read(1);
  if (item) bytes = reader.rest();
  return item;
}

Result<Cbor> parse_cbor(BytesView bytes) {
  auto item = take_cbor(bytes);
  if (item && !bytes.empty()) return refuse("cbor.malformed");
  return item;
}

}  // namespace tessera::codec
