"""What GraphQL is asked for: pull requests and issues with everything that happened to them. Queries, never more.

Parts that a server may not know, or a token may not see, are ``left`` out by name: ``queue`` (merge queues),
``project`` (the status in a project).
"""

from __future__ import annotations

from collections.abc import Collection

_ACTOR = "{__typename login}"
_PULL_STEPS = {
    "READY_FOR_REVIEW_EVENT": "ReadyForReviewEvent{createdAt}",
    "CONVERT_TO_DRAFT_EVENT": "ConvertToDraftEvent{createdAt}",
    "REVIEW_REQUESTED_EVENT": "ReviewRequestedEvent{createdAt requestedReviewer{__typename ...on User{login}}}",
    "PULL_REQUEST_REVIEW": f"PullRequestReview{{id state submittedAt author{_ACTOR}}}",
    "REVIEW_DISMISSED_EVENT": "ReviewDismissedEvent{createdAt previousReviewState review{id}}",
    "HEAD_REF_FORCE_PUSHED_EVENT": "HeadRefForcePushedEvent{createdAt beforeCommit{oid} afterCommit{oid}}",
    "CLOSED_EVENT": "ClosedEvent{createdAt}",
    "REOPENED_EVENT": "ReopenedEvent{createdAt}",
    "MERGED_EVENT": "MergedEvent{createdAt}",
}
_QUEUE_STEPS = {
    "ADDED_TO_MERGE_QUEUE_EVENT": "AddedToMergeQueueEvent{createdAt}",
    "REMOVED_FROM_MERGE_QUEUE_EVENT": "RemovedFromMergeQueueEvent{createdAt}",
}
_ISSUE_STEPS = {
    "CLOSED_EVENT": "ClosedEvent{createdAt stateReason}",
    "REOPENED_EVENT": "ReopenedEvent{createdAt}",
}
_PROJECT_STEPS = {
    "PROJECT_V2_ITEM_STATUS_CHANGED_EVENT": "ProjectV2ItemStatusChangedEvent{createdAt status project{number}}",
}
_PULL = (
    "id number title body createdAt updatedAt mergedAt closedAt isDraft headRefName headRefOid "
    f"author{_ACTOR} mergeCommit{{oid}} labels(first:20){{nodes{{name}}}} "
    "closingIssuesReferences(first:10){nodes{number repository{nameWithOwner}}} "
    "commits(first:100){nodes{commit{oid authoredDate committedDate}}}"
)
_ISSUE = f"id number title body createdAt updatedAt closedAt author{_ACTOR} labels(first:20){{nodes{{name}}}}"


def pulls(left: Collection[str]) -> str:
    """Pull requests, the one updated last first: variables ``o``, ``r``, ``n`` (how many), ``c`` (cursor)."""
    return (
        "query($o:String!,$r:String!,$n:Int!,$c:String){repository(owner:$o,name:$r){"
        "pullRequests(first:$n,after:$c,orderBy:{field:UPDATED_AT,direction:DESC}){pageInfo{hasNextPage endCursor} "
        f"nodes{{{_PULL} {_steps(_of_pulls(left))}}}}}}}}}"
    )


def issues(left: Collection[str]) -> str:
    """Issues, the one updated first first: variables ``o``, ``r``, ``n``, ``c``, ``since`` (ISO 8601)."""
    return (
        "query($o:String!,$r:String!,$n:Int!,$c:String,$since:DateTime){repository(owner:$o,name:$r){"
        "issues(first:$n,after:$c,filterBy:{since:$since},orderBy:{field:UPDATED_AT,direction:ASC}){"
        f"pageInfo{{hasNextPage endCursor}} nodes{{{_ISSUE} {_steps(_of_issues(left))}}}}}}}}}"
    )


def numbers(kind: str) -> str:
    """Numbers of ``pullRequests`` or ``issues`` without anything that takes long: as :func:`pulls`, :func:`issues`."""
    since, narrowed, way = (
        ("", "", "DESC") if kind == "pullRequests" else (",$since:DateTime", "filterBy:{since:$since},", "ASC")
    )
    return (
        f"query($o:String!,$r:String!,$n:Int!,$c:String{since}){{repository(owner:$o,name:$r){{"
        f"{kind}(first:$n,after:$c,{narrowed}orderBy:{{field:UPDATED_AT,direction:{way}}}){{"
        "pageInfo{hasNextPage endCursor} nodes{number updatedAt}}}}"
    )


def more_steps(kind: str, left: Collection[str]) -> str:
    """What else happened to one ``pullRequest`` or ``issue``: variables ``o``, ``r``, ``number``, ``c``."""
    steps = _of_pulls(left) if kind == "pullRequest" else _of_issues(left)
    return (
        "query($o:String!,$r:String!,$number:Int!,$c:String){repository(owner:$o,name:$r){"
        f"{kind}(number:$number){{{_steps(steps, after='after:$c,')}}}}}}}"
    )


def deployments(*, narrowed: bool) -> str:
    """Deployments, the newest first: variables ``o``, ``r``, ``c``, and ``e`` (environments) where ``narrowed``."""
    variable, filtered = (",$e:[String!]", "environments:$e,") if narrowed else ("", "")
    return (
        f"query($o:String!,$r:String!,$c:String{variable}){{repository(owner:$o,name:$r){{"
        f"deployments(first:50,after:$c,{filtered}orderBy:{{field:CREATED_AT,direction:DESC}}){{"
        "pageInfo{hasNextPage endCursor} nodes{databaseId commitOid createdAt environment "
        "statuses(first:50){nodes{state createdAt}}}}}}"
    )


def releases() -> str:
    """Releases, the newest first: variables ``o``, ``r``, ``c``."""
    return (
        "query($o:String!,$r:String!,$c:String){repository(owner:$o,name:$r){"
        "releases(first:100,after:$c,orderBy:{field:CREATED_AT,direction:DESC}){pageInfo{hasNextPage endCursor} "
        "nodes{tagName publishedAt createdAt isDraft isPrerelease tagCommit{oid}}}}}"
    )


def _of_pulls(left: Collection[str]) -> dict[str, str]:
    queue = {} if "queue" in left else _QUEUE_STEPS
    return {**_PULL_STEPS, **queue, **({} if "project" in left else _PROJECT_STEPS)}


def _of_issues(left: Collection[str]) -> dict[str, str]:
    return {**_ISSUE_STEPS, **({} if "project" in left else _PROJECT_STEPS)}


def _steps(steps: dict[str, str], after: str = "") -> str:
    kinds, nodes = ",".join(steps), " ".join(f"...on {step}" for step in steps.values())
    return (
        f"timelineItems(first:100,{after}itemTypes:[{kinds}]){{pageInfo{{hasNextPage endCursor}} "
        f"nodes{{__typename {nodes}}}}}"
    )
