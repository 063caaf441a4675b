#include <algorithm>
#include <array>
#include <utility>

#include <tessera/access/approval.hpp>

namespace tessera::access {
namespace {

template <class T>
using Word = std::pair<T, std::string_view>;

constexpr std::array<Word<ApprovalKind>, 4> kKinds{{{ApprovalKind::role_grant, "role_grant"},
                                                    {ApprovalKind::client, "client"},
                                                    {ApprovalKind::key_rotation, "key_rotation"},
                                                    {ApprovalKind::break_glass, "break_glass"}}};
constexpr std::array<Word<ApprovalState>, 6> kStates{{{ApprovalState::pending, "pending"},
                                                      {ApprovalState::approved, "approved"},
                                                      {ApprovalState::executed, "executed"},
                                                      {ApprovalState::refused, "refused"},
                                                      {ApprovalState::withdrawn, "withdrawn"},
                                                      {ApprovalState::expired, "expired"}}};
constexpr std::array<Word<Verdict>, 2> kVerdicts{
    {{Verdict::approve, "approve"}, {Verdict::refuse, "refuse"}}};

template <class T, std::size_t N>
std::string_view word_of(const std::array<Word<T>, N>& words, T value) {
  return std::ranges::find(words, value, &Word<T>::first)->second;
}

template <class T, std::size_t N>
std::optional<T> value_of(const std::array<Word<T>, N>& words, std::string_view word) {
  const auto found = std::ranges::find(words, word, &Word<T>::second);
  if (found == words.end()) return std::nullopt;
  return found->first;
}

}  // namespace

std::string_view to_string(ApprovalKind kind) {
  return word_of(kKinds, kind);
}
std::string_view to_string(ApprovalState state) {
  return word_of(kStates, state);
}
std::string_view to_string(Verdict verdict) {
  return word_of(kVerdicts, verdict);
}
std::optional<ApprovalKind> parse_approval_kind(std::string_view word) {
  return value_of(kKinds, word);
}
std::optional<ApprovalState> parse_approval_state(std::string_view word) {
  return value_of(kStates, word);
}
std::optional<Verdict> parse_verdict(std::string_view word) {
  return value_of(kVerdicts, word);
}

}  // namespace tessera::access
