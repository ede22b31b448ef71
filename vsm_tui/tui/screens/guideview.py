"""How the guide looks: the steps, the map with its cursor on what is asked, the numbers of Review and Improve."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from vsm_tui.draw import ASCII, UNICODE, Scene, Spot, View, draw
from vsm_tui.draw.plain import plain_rows
from vsm_tui.flow.steps import Way, way
from vsm_tui.tui.guideloop import WayBack
from vsm_tui.tui.guiding import spots, walk
from vsm_tui.tui.guiding.overview import improve_rows, review_rows
from vsm_tui.tui.guiding.prompts import TITLES
from vsm_tui.tui.guiding.walk import Place
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.questions import Subject, subject_of
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.asked import Asked
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.rail import Mark, Rail

_HINT = "The map grows here with every answer."


class GuideView(StreamScreen):
    """The part of the guide that draws: ``way`` is what is known and missing, ``place`` the question that is put."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.way: Way = self._derived()
        self.place: Place = walk.first(self.way)
        self.way_back = WayBack()
        self.spot = Spot(0)

    async def leave(self) -> None:
        """Back to the map below, whose cursor goes to where it was here."""
        self.spot = self.map.spot
        await super().leave()

    def _derived(self) -> Way:
        return way(self.session.stream, logged=bool(self.session.data.paths))

    @property
    def map(self) -> MapView:
        """The map."""
        return self.query_one(MapView)

    @property
    def asked(self) -> Asked:
        """The question below it."""
        return self.query_one(Asked)

    @property
    def typing(self) -> bool:
        """Whether the field has the keys."""
        return self.asked.typing

    def on_resize(self) -> None:
        """Low terminals leave the map what the question does not need."""
        self.set_class(self.size.height < 30, "-low")
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        marks = [
            Mark(s.name, TITLES[s.name], walk.shown(self.way, s.name), s.done, s.name == self.place.step, s.reached)
            for s in self.way.steps
        ]
        self.query_one(Rail).show(marks)
        shown, session = self.session.shown(), self.session
        look = View(
            layer=session.view.layers,
            glyphs=ASCII if self.vsm.ascii else UNICODE,
            hint=_HINT,
            converted=shown.converted,
            window=session.view.named,
            off_hours=session.view.off_hours,
        )
        whole = draw(session.stream, shown.estimate, shown.measured, width=max(1, self.size.width - 1), view=look)
        if not whole.pans:  # side by side they would not fit: below each other every name is whole and in sight
            look = replace(look, shape="down")
        self.map.show(session.stream, shown.estimate, shown.measured, look)
        self.call_after_refresh(self._point)
        self._show_overview()
        self.refresh_keys()

    def _point(self) -> None:
        """The map's cursor on what is asked; both ends of a way back are marked."""
        drawing = self.map.drawing
        if drawing is not None and self.place.ask is not None:
            spot = spots.spot_of(self.session.stream, drawing.scene, self.place.ask)
            if not self.map.has_focus:
                self.map.go_to(spot)
            if not self.way_back.begun:
                self.map.pick(spots.ends_of(self.session.stream, self.place.ask))
        elif drawing is not None and not self.way_back.begun:
            self.map.pick(())
            self._point_at_number()

    @on(Board.Moved)
    def _point_at_number(self) -> None:
        """The map's cursor on the stage that the number under the cursor is about."""
        about = self.subject()
        ids = [stage.id for stage in self.session.stream.stages]
        stage = about.stage or (about.loop[1] if about.loop else None)
        if self.place.ask is None and stage in ids:
            self.map.go_to(Spot(ids.index(stage)))

    def _show_overview(self) -> None:
        if self.place.ask is not None:
            return
        board, shown, stream = self.query_one(Board), self.session.shown(), self.session.stream
        width = max(40, self.size.width - 5)
        view = View(layer=self.session.view.layers, glyphs=ASCII if self.vsm.ascii else UNICODE)
        scene = Scene.of(stream, shown.estimate, shown.measured, view)
        if self.place.step == "review":
            rows = review_rows(stream, scene, self.way, width)
        else:
            rows = improve_rows(stream, scene, self.way, width)
        board.show(plain_rows(rows, ascii=self.vsm.ascii))

    # -- looking closer ------------------------------------------------------------------------------------------

    def subject(self) -> Subject:
        """The number under the cursor: of the overview, or the one that is asked for."""
        shown = self.session.shown()
        flows = [flow for flow in (shown.measured, shown.estimate) if flow is not None]
        key = self.query_one(Board).key if self.place.ask is None else spots.key_of(self.place.ask)
        return subject_of(key, flows) if key else Subject()
