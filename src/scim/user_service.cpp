#include <tessera/scim/user_service.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/people/acting_event.hpp>
#include <tessera/people/envelope.hpp>
#include <tessera/scim/patch.hpp>

#include "scim/user_resource.hpp"
#include "scim/user_seal.hpp"

namespace tessera::scim {
namespace {

using boost::json::object;

constexpr int kAttempts = 8;

std::string box_context(const Uuid& id) {
  return "scim_user|" + to_string(id);
}

std::unexpected<Error> unknown() {
  return fail(Errc::not_found, "", "There is no such user.");
}

std::unexpected<Error> not_that_version() {
  return fail(Errc::precondition, "", "The resource has another version by now.");
}

// Names only: values are personal.
boost::json::array changed_names(const object& before, const object& after) {
  boost::json::array names;
  for (const auto& member : after) {
    const auto* old = before.if_contains(member.key());
    if (old == nullptr || *old != member.value()) names.emplace_back(member.key());
  }
  for (const auto& member : before) {
    if (!after.contains(member.key())) names.emplace_back(member.key());
  }
  return names;
}

}  // namespace

audit::Event UserService::event_of(std::string type, const Caller& caller, const UserRow& row,
                                   const RequestContext& context) const {
  auto event = people::acting_event(std::move(type), caller.acting(), context);
  event.subject = row.person;
  event.object_type = "scim_user";
  event.object_id = to_string(row.id);
  return event;
}

Bytes UserService::seal(const Uuid& id, const object& members) const {
  const auto text = boost::json::serialize(members);
  return parts_.keys.get()->seal(crypto::kPurposeSecretBox, as_bytes(text), box_context(id),
                                 parts_.random);
}

object UserService::open(const UserRow& row) const {
  const auto plain =
      parts_.keys.get()->open(crypto::kPurposeSecretBox, row.box, box_context(row.id));
  if (!plain) throw people::Unreadable("scim_user " + to_string(row.id));
  const auto text = as_text(*plain);
  return boost::json::parse({text.data(), text.size()}).as_object();
}

Resource UserService::render(const UserRow& row) const {
  return {render_user(row, open(row), parts_.base), row.id, row.version};
}

UserChange UserService::change_of(const Caller& caller, const UserRow& row, const UserInput& input,
                                  TimePoint now) const {
  UserChange change{.row = row, .before = row.version, .now = now};
  change.row.active = input.active;
  change.row.unit = decide_unit(input.department, caller.connection);
  change.row.box = seal(row.id, input.members);
  change.row.changed = now;
  change.fingerprints = fingerprints_of(input, row.client, *parts_.keys.get());
  return change;
}

Task<Result<void>> UserService::check_manager(const Caller& caller, const Uuid& user,
                                              const UserInput& input) {
  if (!input.manager) co_return Result<void>{};
  const bool known = *input.manager != user &&
                     co_await parts_.users.find(caller.connection.client, *input.manager);
  if (!known) co_return fail(Errc::invalid, "invalidValue", "The manager is no user here.");
  co_return Result<void>{};
}

Task<Result<Resource>> UserService::create(const Caller& caller, const object& body,
                                           const RequestContext& context) {
  const auto input = read_user(body);
  if (!input) co_return std::unexpected(input.error());
  UserRow row{.id = make_uuid4(parts_.random),
              .client = caller.connection.client,
              .created = context.received};
  if (auto good = co_await check_manager(caller, row.id, *input); !good)
    co_return std::unexpected(std::move(good.error()));
  auto change = change_of(caller, row, *input, context.received);
  change.row.version = 1;
  auto event = event_of("scim.user_created", caller, row, context);
  event.details["active"] = input->active;
  change.events.push_back(std::move(event));
  if (co_await parts_.users.save(change) != UserStore::Saved::done)
    co_return fail(Errc::conflict, "uniqueness", "The userName is in use.");
  co_return render(change.row);
}

Task<Result<Resource>> UserService::get(const Caller& caller, const Uuid& id,
                                        const RequestContext& context) {
  const auto row = co_await parts_.users.find(caller.connection.client, id);
  if (!row) co_return unknown();
  co_await parts_.journal.append_one(event_of("scim.user_read", caller, *row, context));
  co_return render(*row);
}

// A post elsewhere is not this client's business, whatever its record says.
Task<> UserService::add_post(UserChange& change, const Connection& connection, bool was_active,
                             const std::string& post, bool moved) {
  using Kind = PostChange::Kind;
  const auto& row = change.row;
  Kind kind = Kind::none;
  if (was_active && !row.active)
    kind = Kind::end;
  else if (!was_active && row.active)
    kind = Kind::resume;
  else if (row.active && moved)
    kind = Kind::move;
  if (kind == Kind::none) co_return;
  if (row.person) {
    const auto person = co_await parts_.people.load(*row.person);
    if (!person || !person->affiliation || !connection.reaches(person->affiliation->unit))
      co_return;
  }
  // Without a person too: an invitation may be used at this very moment.
  change.post = {.kind = kind, .units = connection.unit_ids(), .unit = row.unit, .post = post};
  if (kind == Kind::move) change.post.review = people::make_move(change.now, parts_.random);
  if (kind != Kind::end || !row.person) co_return;
  const object payload{{"person", to_string(*row.person)}};
  change.messages.push_back({make_uuid7(change.now, parts_.random), "affiliation_ended",
                             to_bytes(boost::json::serialize(payload)), std::nullopt});
}

// After the commit: what its message does as well is done before the answer.
Task<> UserService::finish(const UserChange& change) {
  if (change.post.kind == PostChange::Kind::end && change.row.person)
    co_await parts_.end_access(*change.row.person);
}

Task<Result<Resource>> UserService::change(const Caller& caller, const Uuid& id,
                                           std::optional<std::int64_t> version, const Edit& edit,
                                           const RequestContext& context) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto row = co_await parts_.users.find(caller.connection.client, id);
    if (!row) co_return unknown();
    if (version && *version != row->version) co_return not_that_version();
    const auto before = open(*row);
    const auto body = edit(written_user(before, row->active));
    if (!body) co_return std::unexpected(body.error());
    const auto input = read_user(*body);
    if (!input) co_return std::unexpected(input.error());
    if (auto good = co_await check_manager(caller, id, *input); !good)
      co_return std::unexpected(std::move(good.error()));
    auto next = change_of(caller, *row, *input, context.received);
    const bool moved =
        next.row.unit != row->unit || input->title != codec::text_of(before, "title");
    if (input->members == before && input->active == row->active && !moved) co_return render(*row);
    co_await add_post(next, caller.connection, row->active, input->title, moved);
    auto type = row->active == input->active ? "scim.user_changed"
                : input->active              ? "scim.user_activated"
                                             : "scim.user_deactivated";
    auto event = event_of(type, caller, *row, context);
    event.details["attributes"] = changed_names(before, input->members);
    next.events.push_back(std::move(event));
    if (!next.row.active) next.row.groups.clear();
    const auto saved = co_await parts_.users.save(next);
    if (saved == UserStore::Saved::name_taken)
      co_return fail(Errc::conflict, "uniqueness", "The userName is in use.");
    if (saved == UserStore::Saved::done) {
      co_await finish(next);
      co_return render(next.row);
    }
  }
  co_return not_that_version();
}

Task<Result<Resource>> UserService::replace(const Caller& caller, const Uuid& id,
                                            const object& body, std::optional<std::int64_t> version,
                                            const RequestContext& context) {
  // Whoever leaves active out does not bring back somebody who left.
  const Edit edit = [&body](const object& current) -> Result<object> {
    auto next = body;
    if (codec::find_scim_member(body, "active") == nullptr) next["active"] = current.at("active");
    return next;
  };
  co_return co_await change(caller, id, version, edit, context);
}

Task<Result<Resource>> UserService::patch(const Caller& caller, const Uuid& id,
                                          const object& request,
                                          std::optional<std::int64_t> version,
                                          const RequestContext& context) {
  const Edit edit = [&request](const object& current) {
    return apply_patch(current, request, user_patch_rules());
  };
  co_return co_await change(caller, id, version, edit, context);
}

// RFC 7644 3.6: gone for the client; the person stays, without the post.
Task<Result<void>> UserService::remove(const Caller& caller, const Uuid& id,
                                       std::optional<std::int64_t> version,
                                       const RequestContext& context) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto row = co_await parts_.users.find(caller.connection.client, id);
    if (!row) co_return unknown();
    if (version && *version != row->version) co_return not_that_version();
    UserChange next{.row = *row, .before = row->version, .now = context.received};
    next.row.active = false;
    next.row.box.clear();
    next.row.changed = context.received;
    co_await add_post(next, caller.connection, row->active, {}, false);
    next.events.push_back(event_of("scim.user_deleted", caller, *row, context));
    if (co_await parts_.users.save(next) == UserStore::Saved::done) {
      co_await finish(next);
      co_return Result<void>{};
    }
  }
  co_return not_that_version();
}

}  // namespace tessera::scim
