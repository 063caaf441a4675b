#include <tessera/managed/document.hpp>

#include <algorithm>

namespace tessera::managed {
namespace {

using boost::json::array;

bool is_word(std::string_view text, std::string_view also) {
  return !text.empty() && text.size() <= 63 && text.front() >= 'a' && text.front() <= 'z' &&
         std::ranges::all_of(text, [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  also.find(c) != std::string_view::npos;
         });
}

array texts(const std::vector<std::string>& words) {
  array out;
  for (const auto& word : words) out.emplace_back(word);
  return out;
}

std::string check_text(const Value& given) {
  return given.is_string() ? "" : "not_text";
}

std::string check_texts(const Value& given) {
  if (!given.is_array()) return "not_a_list";
  const bool good =
      std::ranges::all_of(given.get_array(), [](const Value& v) { return v.is_string(); });
  return good ? "" : "not_text";
}

std::string check_count(const Value& given) {
  return given.is_int64() && given.get_int64() >= 0 && given.get_int64() <= 1'000'000
             ? ""
             : "not_a_count";
}

std::string check_flag(const Value& given) {
  return given.is_bool() ? "" : "not_a_flag";
}

struct Member {
  std::string_view name;
  std::string (*check)(const Value&);
};
constexpr Member kUnit[] = {{"name", check_text}, {"parent", check_text}};
constexpr Member kPolicy[] = {{"needed", check_count}};
constexpr Member kPurpose[] = {
    {"title", check_text}, {"legal_basis", check_text}, {"data_classes", check_texts}};
constexpr Member kLevel[] = {{"least", check_text}};
constexpr Member kRole[] = {{"title", check_text},         {"permissions", check_texts},
                            {"parents", check_texts},      {"approvals", check_count},
                            {"longest_days", check_count}, {"most_holders", check_count},
                            {"delegable", check_flag},     {"prerequisites", check_texts}};

template <std::size_t N>
Result<Fields> checked(const Member (&members)[N], const Fields& fields, Error error) {
  for (const auto& field : fields) {
    const auto* known = std::ranges::find(members, std::string_view(field.key()), &Member::name);
    auto wrong = known == std::end(members) ? std::string("unknown") : known->check(field.value());
    if (!wrong.empty())
      error.fields.push_back({"/" + std::string(field.key()), std::move(wrong), {}});
  }
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  return fields;
}

// A registration reads its own members; only those that were named are wanted.
Result<Fields> normal_client(const Fields& fields, Error error) {
  auto registration = fields;
  registration.erase("status");
  const auto parsed = oauth::parse_registration(registration);
  if (!parsed) error.fields = parsed.error().fields;
  const auto* status = fields.if_contains("status");
  if (status != nullptr) {
    const auto* word = status->if_string();
    const auto known = word == nullptr ? std::nullopt : oauth::parse_client_status(*word);
    if (!known || *known == oauth::ClientStatus::expired)
      error.fields.push_back({"/status", "unknown_value", {}});
  }
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  const auto written = oauth::to_json(*parsed);
  Fields out;
  for (const auto& field : registration) {
    const auto* normal = written.if_contains(field.key());
    out[field.key()] = normal == nullptr ? Value(nullptr) : *normal;
  }
  if (status != nullptr) out["status"] = *status;
  return out;
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::unit:
      return "unit";
    case Kind::role:
      return "role";
    case Kind::client:
      return "client";
    case Kind::purpose:
      return "purpose";
    case Kind::policy:
      return "policy";
    case Kind::level:
      return "level";
  }
  return "unit";
}

std::optional<Kind> parse_kind(std::string_view word) {
  for (const auto kind : kKinds) {
    if (to_string(kind) == word) return kind;
  }
  return std::nullopt;
}

bool is_manager(std::string_view name) {
  return is_word(name, "-_");
}

bool is_key(std::string_view key) {
  return is_word(key, "-_.");
}

Live live_of(const access::Unit& unit) {
  Live out{.kind = Kind::unit,
           .object = to_string(unit.id),
           .version = unit.version,
           .fixed = !unit.parent,
           .fields = {{"name", unit.name}}};
  if (unit.parent) out.fields["parent"] = to_string(*unit.parent);
  return out;
}

Live live_of(const access::Role& role) {
  array prerequisites;
  for (const auto& one : role.prerequisites) prerequisites.emplace_back(one.kind + ':' + one.value);
  return {.kind = Kind::role,
          .object = role.name,
          .version = role.version,
          .fixed = role.builtin,
          .fields = {{"title", role.title},
                     {"permissions", texts(role.permissions)},
                     {"parents", texts(role.parents)},
                     {"approvals", role.limits.approvals},
                     {"longest_days", role.limits.longest},
                     {"most_holders", role.limits.most_holders.value_or(0)},
                     {"delegable", role.limits.delegable},
                     {"prerequisites", std::move(prerequisites)}}};
}

Live live_of(const oauth::Client& client) {
  Live out{.kind = Kind::client,
           .object = to_string(client.id),
           .version = client.version,
           .fields = oauth::to_json(client.registration)};
  out.fields["status"] = oauth::to_string(client.status);
  return out;
}

Live live_of(access::ApprovalKind kind, int needed) {
  return {.kind = Kind::policy,
          .object = std::string(access::to_string(kind)),
          .version = needed + 1,
          .fields = {{"needed", needed}}};
}

Live live_of(const access::Purpose& purpose) {
  return {.kind = Kind::purpose,
          .object = purpose.code,
          .version = purpose.version,
          .fields = {{"title", purpose.title},
                     {"legal_basis", purpose.legal_basis},
                     {"data_classes", texts(purpose.data_classes)}}};
}

Live live_of(const access::SignInLevel& level) {
  return {.kind = Kind::level,
          .object = level.role,
          .version = level.version,
          .fields = {{"least", level.least}}};
}

bool is_named_by_key(Kind kind) {
  return kind != Kind::unit && kind != Kind::client;
}

Result<Fields> normal_fields(Kind kind, const Fields& fields) {
  Error error{
      .code = Errc::invalid, .id = "configuration.invalid", .text = "The document has errors."};
  switch (kind) {
    case Kind::unit:
      return checked(kUnit, fields, std::move(error));
    case Kind::role:
      return checked(kRole, fields, std::move(error));
    case Kind::client:
      return normal_client(fields, std::move(error));
    case Kind::purpose:
      return checked(kPurpose, fields, std::move(error));
    case Kind::policy:
      return checked(kPolicy, fields, std::move(error));
    case Kind::level:
      return checked(kLevel, fields, std::move(error));
  }
  return fields;
}

bool Defaults::can_reset(std::string_view field) const {
  return std::ranges::find(needed, field) == needed.end();
}

Value Defaults::of(std::string_view field) const {
  const auto* found = values.if_contains({field.data(), field.size()});
  return found == nullptr ? Value(nullptr) : *found;
}

const Defaults& defaults_of(Kind kind) {
  static const Defaults kOfUnit{.values = {}, .needed = {"name", "parent"}};
  static const Defaults kOfRole{.values = live_of(access::Role{}).fields, .needed = {"title"}};
  static const Defaults kOfClient{.values = oauth::to_json(oauth::ClientRegistration{}),
                                  .needed = {"name", "status"}};
  static const Defaults kOfPolicy{.values = {}, .needed = {"needed"}};
  static const Defaults kOfPurpose{.values = {},
                                   .needed = {"title", "legal_basis", "data_classes"}};
  static const Defaults kOfLevel{.values = {{"least", ""}}, .needed = {}};
  switch (kind) {
    case Kind::unit:
      return kOfUnit;
    case Kind::role:
      return kOfRole;
    case Kind::client:
      return kOfClient;
    case Kind::purpose:
      return kOfPurpose;
    case Kind::policy:
      return kOfPolicy;
    case Kind::level:
      return kOfLevel;
  }
  return kOfUnit;
}

}  // namespace tessera::managed
