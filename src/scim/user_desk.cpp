// What administration does with records: who stands behind one.
#include <tessera/codec/json.hpp>
#include <tessera/people/acting_event.hpp>
#include <tessera/scim/user_service.hpp>

#include "scim/user_resource.hpp"

namespace tessera::scim {

Task<Result<void>> UserService::link(const Connection& connection, const Uuid& user,
                                     const Uuid& person, const people::ActingAs& by,
                                     const RequestContext& context) {
  // R37: a role that the client gives to the record would come to whoever put himself behind it.
  if (by.id == person)
    co_return fail(Errc::forbidden, "scim.self", "Nobody puts himself behind a record.");
  auto event = people::acting_event("scim.user_linked", by, context);
  event.subject = person;
  event.object_type = "scim_user";
  event.object_id = to_string(user);
  if (!co_await parts_.users.link(connection, user, person, context.received, std::move(event))) {
    co_return fail(Errc::conflict, "scim.link",
                   "The record is inactive or has somebody, or the person has no post there.");
  }
  co_return Result<void>{};
}

Task<std::vector<UserRow>> UserService::records(const Connection& connection,
                                                const std::optional<Uuid>& after,
                                                std::size_t limit) {
  co_return co_await parts_.users.list(connection.client, after, 0,
                                       static_cast<std::int64_t>(limit));
}

Task<std::optional<UserService::Invitee>> UserService::invitee(const Connection& connection,
                                                               const Uuid& user) {
  const auto row = co_await parts_.users.find(connection.client, user);
  if (!row || row->person || !row->active) co_return std::nullopt;
  const auto input = read_user(written_user(open(*row), row->active));
  if (!input || input->emails.empty()) co_return std::nullopt;
  std::string mail = input->emails.front();
  for (const auto& entry : input->members.at("emails").as_array()) {
    if (entry.as_object().contains("primary")) mail = codec::text_of(entry.as_object(), "value");
  }
  co_return Invitee{{.employer = connection.employer,
                     .unit = row->unit,
                     .post = input->title.empty() ? "staff" : input->title},
                    std::move(mail)};
}

Task<bool> UserService::set_invitation(const Connection& connection, const Uuid& user,
                                       const Uuid& invitation) {
  co_return co_await parts_.users.set_invitation(connection.client, user, invitation);
}

}  // namespace tessera::scim
