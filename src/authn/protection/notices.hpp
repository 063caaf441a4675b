// Notices over people and the outbox.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/authn/notice_store.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/places.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/people/person_box.hpp>

namespace tessera::authn {

struct NoticeParts {
  people::PeopleService& people;
  people::PersonBox& box;
  NoticeStore& store;
  NoticeAddresses& addresses;
  const Places& places;
  crypto::KeyringHolder& keys;
  Random& random;
  std::string service_name;
  std::string public_url;  // no slash at the end
};

// Thread-safe; the parts must outlive it.
class NoticeDesk final : public Notices, public NoticeDelivery, public Inbox {
 public:
  explicit NoticeDesk(NoticeParts parts) : p_(std::move(parts)) {}
  [[nodiscard]] Task<std::vector<OutboxMessage>> write(Notice notice,
                                                       const RequestContext& context) override;
  // The row is named by the message.
  [[nodiscard]] Task<Result<std::vector<OutboxMessage>>> deliver(const Uuid& id,
                                                                 BytesView payload) override;
  [[nodiscard]] Task<std::vector<InboxItem>> list(const Uuid& person, std::optional<Uuid> before,
                                                  int limit) override;
  [[nodiscard]] Task<int> count_unread(const Uuid& person) override;
  [[nodiscard]] Task<> mark_read(const Uuid& person, std::vector<Uuid> ids, TimePoint now) override;

 private:
  NoticeParts p_;
};

// The link of a mail carries this much randomness (requirements 4.6: more than 112 bits).
inline constexpr std::size_t kNoticeTokenBytes = 16;
inline constexpr days kNoticeTokenLife{14};

// Facts of a row, as they are sealed: a JSON object of texts.
struct NoticeFacts {
  std::string what;
  std::string device;
  std::string place;
  std::string address_class;
  std::optional<TimePoint> until;
};
[[nodiscard]] std::string render_facts(const NoticeFacts& facts);
[[nodiscard]] NoticeFacts parse_facts(std::string_view text);
// One line of at most so many bytes, without what steers the direction of writing or controls.
[[nodiscard]] std::string plain_line(std::string_view text, std::size_t bytes = 80);

}  // namespace tessera::authn
