#include <tessera/codec/json.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/configuration_desk.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints::admin {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t kLargest = 4 << 20;
constexpr http::RouteOptions kApi{.max_body = kLargest,
                                  .style = http::RouteOptions::Style::problem_json};

// Members of one object, each read once; what is left or wrong is told with its pointer.
class Members {
 public:
  Members(object members, std::string at) : members_(std::move(members)), at_(std::move(at)) {}

  std::string text(std::string_view name, bool required) {
    const auto found = take(name);
    if (!found) {
      if (required) wrong(name, "required");
      return {};
    }
    if (const auto* text = found->if_string()) return std::string(*text);
    wrong(name, "not_text");
    return {};
  }
  bool flag(std::string_view name) {
    const auto found = take(name);
    if (found && !found->is_bool()) wrong(name, "not_a_flag");
    return found && found->is_bool() && found->get_bool();
  }
  std::int64_t number(std::string_view name) {
    const auto found = take(name);
    if (found && !found->is_int64()) wrong(name, "not_a_number");
    return found && found->is_int64() ? found->get_int64() : 0;
  }
  std::optional<object> members(std::string_view name) {
    auto found = take(name);
    if (!found) return std::nullopt;
    if (found->is_object()) return std::move(found->get_object());
    wrong(name, "not_an_object");
    return std::nullopt;
  }
  array items(std::string_view name) {
    auto found = take(name);
    if (found && found->is_array()) return std::move(found->get_array());
    if (found) wrong(name, "not_a_list");
    return {};
  }
  void wrong(std::string_view name, std::string id) {
    errors_.push_back({at_ + '/' + std::string(name), std::move(id), {}});
  }
  void finish(std::vector<FieldError>& into) {
    for (const auto& left : members_) wrong(left.key(), "unknown");
    into.insert(into.end(), errors_.begin(), errors_.end());
  }

 private:
  std::optional<value> take(std::string_view name) {
    const auto found = members_.find(boost::json::string_view(name.data(), name.size()));
    if (found == members_.end()) return std::nullopt;
    auto out = std::move(found->value());
    members_.erase(found);
    return out;
  }
  object members_;
  std::string at_;
  std::vector<FieldError> errors_;
};

std::unexpected<Error> invalid(std::vector<FieldError> fields) {
  return std::unexpected(Error{.code = Errc::invalid,
                               .id = "configuration.invalid",
                               .text = "The request has errors.",
                               .fields = std::move(fields)});
}

Result<Members> body_of(const http::Request& request) {
  if (request.content_type() != "application/json")
    return fail(Errc::unsupported, "request.content_type", "Send application/json.");
  auto members = codec::parse_json_object(request.body, kLargest);
  if (!members) return std::unexpected(std::move(members.error()));
  return Members(std::move(*members), "");
}

managed::Kind kind_in(Members& members) {
  const auto kind = managed::parse_kind(members.text("kind", true));
  if (!kind) members.wrong("kind", "unknown_value");
  return kind.value_or(managed::Kind::unit);
}

managed::Document document_in(Members& members) {
  managed::Document out{.kind = kind_in(members),
                        .key = members.text("key", true),
                        .object = members.text("object", false)};
  out.fields = members.members("fields").value_or(object{});
  return out;
}

std::string manager_in(Members& members) {
  auto manager = members.text("manager", true);
  if (!managed::is_manager(manager)) members.wrong("manager", "not_a_name");
  return manager;
}

Result<managed::Wish> wish_of(const http::Request& request) {
  auto body = body_of(request);
  if (!body) return std::unexpected(std::move(body.error()));
  std::vector<FieldError> errors;
  managed::Wish wish{.manager = manager_in(*body),
                     .documents = {},
                     .prune = body->flag("prune"),
                     .force = body->flag("force_conflicts")};
  std::size_t place = 0;
  for (auto& item : body->items("documents")) {
    const auto at = "/documents/" + std::to_string(place++);
    if (!item.is_object()) {
      errors.push_back({at, "not_an_object", {}});
      continue;
    }
    Members members(std::move(item.get_object()), at);
    wish.documents.push_back(document_in(members));
    members.finish(errors);
  }
  body->finish(errors);
  if (!errors.empty()) return invalid(std::move(errors));
  return wish;
}

Result<ConfigurationStep> step_of(const http::Request& request) {
  auto body = body_of(request);
  if (!body) return std::unexpected(std::move(body.error()));
  std::vector<FieldError> errors;
  ConfigurationStep step{.wish = {.manager = manager_in(*body), .documents = {}}};
  step.wish.force = body->flag("force_conflicts");
  const auto word = body->text("action", true);
  for (const auto action :
       {managed::Action::create, managed::Action::update, managed::Action::claim,
        managed::Action::remove, managed::Action::release}) {
    if (managed::to_string(action) == word) step.action = action;
  }
  if (step.action == managed::Action::none) body->wrong("action", "unknown_value");
  step.version = body->number("version");
  step.record_version = body->number("record_version");
  auto document = document_in(*body);
  step.kind = document.kind;
  step.key = document.key;
  step.wish.prune =
      step.action == managed::Action::remove || step.action == managed::Action::release;
  if (!step.wish.prune) step.wish.documents.push_back(std::move(document));
  body->finish(errors);
  if (!errors.empty()) return invalid(std::move(errors));
  return step;
}

array texts(const std::vector<std::string>& words) {
  array out;
  for (const auto& word : words) out.emplace_back(word);
  return out;
}

object to_json(const managed::FieldChange& change) {
  return {{"name", change.name},
          {"before", change.before},
          {"after", change.after},
          {"taken_from", texts(change.taken_from)}};
}

object to_json(const managed::Change& change) {
  array fields, conflicts;
  for (const auto& field : change.merge.changes) fields.push_back(to_json(field));
  for (const auto& conflict : change.merge.conflicts) {
    conflicts.push_back(object{{"name", conflict.name},
                               {"owner", conflict.owner},
                               {"live", conflict.live},
                               {"wanted", conflict.wanted}});
  }
  return {{"action", managed::to_string(change.action)},
          {"kind", managed::to_string(change.kind)},
          {"key", change.key},
          {"object", change.object},
          {"version", change.version},
          {"record_version", change.record_version},
          {"fields", std::move(fields)},
          {"conflicts", std::move(conflicts)},
          {"released", texts(change.merge.released)},
          {"note", change.note}};
}

object to_json(const managed::Drift& drift) {
  array fields;
  for (const auto& field : drift.fields) fields.push_back(to_json(field));
  return {{"kind", managed::to_string(drift.record.kind)},
          {"key", drift.record.key},
          {"object", drift.record.object},
          {"made", drift.record.made},
          {"applied", rfc3339(drift.record.applied)},
          {"fields", drift.record.fields},
          {"gone", drift.gone},
          {"drift", std::move(fields)}};
}

Task<Answer> plan(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto wish = wish_of(request);
  if (!wish) co_return std::unexpected(wish.error());
  const auto changes = co_await ConfigurationDesk(deps).plan(actor, *wish, request.context);
  if (!changes) co_return std::unexpected(changes.error());
  array out;
  for (const auto& change : *changes) out.push_back(to_json(change));
  co_return ok({{"manager", wish->manager}, {"changes", std::move(out)}});
}

Task<Answer> apply(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto step = step_of(request);
  if (!step) co_return std::unexpected(step.error());
  const auto done = co_await ConfigurationDesk(deps).apply(actor, *step, request.context);
  if (!done) co_return std::unexpected(done.error());
  object out{{"object", done->change.object},
             {"version", done->version},
             {"unfinished", done->unfinished}};
  if (!done->secret.empty()) out["client_secret"] = done->secret.reveal();
  co_return ok(out);
}

Task<Answer> owned(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  auto manager = query->text("manager");
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!managed::is_manager(manager)) co_return invalid({{"manager", "not_a_name", {}}});
  const auto found =
      co_await ConfigurationDesk(deps).owned(actor, std::move(manager), request.context);
  if (!found) co_return std::unexpected(found.error());
  array items;
  for (const auto& drift : *found) items.push_back(to_json(drift));
  co_return page(request, std::move(items), "");
}

}  // namespace

void add_configuration_operations(http::Router& router, const AdminDeps& deps) {
  const std::string root = "/api/admin/v1/configuration";
  router.add(http::Method::post, root + "/plan", guarded(deps, plan), kApi);
  router.add(http::Method::post, root + "/changes", changing(deps, apply), kApi);
  router.add(http::Method::get, root + "/objects", guarded(deps, owned), kApi);
}

}  // namespace tessera::endpoints::admin
